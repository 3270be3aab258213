"""The passes of a frame, in order, and the buffers between them.

shadow (depth from the lamp) -> main (opaque, HDR) -> veil (order-independent transparency) ->
mark (what is outlined) -> bloom (quarter size, two directions) -> tone (into the window).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from panda3d.core import (
    BitMask32,
    Camera,
    CardMaker,
    ColorBlendAttrib,
    CullFaceAttrib,
    FrameBufferProperties,
    GraphicsOutput,
    GraphicsPipe,
    LVector2,
    NodePath,
    OrthographicLens,
    PerspectiveLens,
    SamplerState,
    Texture,
    WindowProperties,
)

from simulator.errors import MachineError
from simulator.scene.programs import place_texts, quad_texts, shader

# One bit per camera: a node is drawn by the passes whose bit it shows.
MAIN, VEIL, SHADOW, MARK = (BitMask32.bit(k) for k in (1, 2, 3, 4))
NEAR_M, FAR_M = 0.03, 14.0
MORPH_TAG = "morph"  # nodes with this tag move in their shader: their shadow must, too


@dataclass
class Passes:
    """Cameras, buffers and the tone quad of one window."""

    lens: Any
    cameras: tuple[Any, ...]
    key_camera: Any
    shadow: Any
    main: Any
    veil: Any
    mark: Any
    tone: Any
    shadow_map: Any
    samples: int
    blooms: tuple[tuple[Any, Any], ...]  # buffer and its quad: across, then down
    fitted: tuple[int, int, float] = field(default=(0, 0, 0.0))

    def fit(self, width: int, height: int, fraction: float) -> None:
        """Give every buffer the size of the window, or a fraction of it where drawing is slow."""
        if self.fitted == (width, height, fraction) or min(width, height) < 1:
            return
        self.fitted = (width, height, fraction)
        self.lens.setAspectRatio(width / height)
        for out in (self.main, self.veil, self.mark):
            out.setSize(*_drawn_size(width, height, self.samples, fraction))
        size = _bloom_size(width, height)
        for (out, quad), stride in zip(self.blooms, _strides(size), strict=True):
            out.setSize(*size)
            quad.setShaderInput("stride", stride)
        self.tone.setShaderInput("one_pixel", LVector2(1.0 / width, 1.0 / height))

    def look(self, transform: Any) -> None:
        """Place all eye cameras."""
        for camera in self.cameras:
            camera.setMat(transform)

    def show_veil(self, is_on: bool) -> None:
        """Draw the transparent pass, or save its time."""
        self.veil.setActive(is_on)
        self.tone.setShaderInput("has_veil", int(is_on))

    def show_mark(self, is_on: bool) -> None:
        """Draw the outline, or save its time."""
        self.mark.setActive(is_on)
        self.tone.setShaderInput("has_mark", int(is_on))


def make_passes(base: Any, samples: int, shadow_size: int, exposure: float) -> Passes:
    """Build all buffers for the window's present size."""
    width, height = base.win.getXSize(), base.win.getYSize()
    size = _drawn_size(width, height, samples, 1.0)
    lens = PerspectiveLens()
    lens.setAspectRatio(width / height)
    lens.setNearFar(NEAR_M, FAR_M)
    shadow, shadow_map, key_camera = _shadow_pass(base, shadow_size)
    main, (solid,), depth = _buffer(base, "main", -100, size, 1, True)
    veil, (veil_sum, veil_reveal), _ = _buffer(base, "veil", -90, size, 2, False)
    mark, (mark_map,), _ = _buffer(base, "mark", -85, size, 1, True, is_float=False)
    cameras = (
        _camera(base, main, lens, MAIN, None),
        _camera(base, veil, lens, VEIL, _veil_state(depth)),
        _camera(base, mark, lens, MARK, _mark_state()),
    )
    blooms, bloom = _bloom(base, solid, _bloom_size(width, height))
    inputs = {
        "solid": solid, "bloom": bloom, "veil_sum": veil_sum, "veil_reveal": veil_reveal,
        "mark": mark_map, "has_veil": 0, "has_mark": 0, "exposure": exposure,
    }  # fmt: skip
    tone = _quad(base.win, shader(quad_texts("tone", samples), "tone"), inputs, sort=-10)
    made = Passes(
        lens, cameras, key_camera, shadow, main, veil, mark, tone, shadow_map, samples, blooms
    )
    made.fit(width, height, 1.0)
    made.show_veil(False)
    made.show_mark(False)
    return made


def _shadow_pass(base: Any, size: int) -> tuple[Any, Any, Any]:
    props = FrameBufferProperties()
    props.setDepthBits(24)
    out = _output(base, "shadow", -200, props, (size, size))
    depth = Texture("key_shadow")
    out.addRenderTexture(depth, GraphicsOutput.RTMBindOrCopy, GraphicsOutput.RTPDepth)
    depth.setMinfilter(SamplerState.FT_shadow)
    depth.setMagfilter(SamplerState.FT_shadow)
    depth.setBorderColor((1, 1, 1, 1))
    depth.setWrapU(SamplerState.WM_border_color)
    depth.setWrapV(SamplerState.WM_border_color)
    lens = PerspectiveLens()
    lens.setAspectRatio(1)
    camera = base.render.attachNewNode(Camera("key", lens))
    camera.node().setCameraMask(SHADOW)
    # without an empty fragment shader a depth-only buffer still runs every material's program
    state = NodePath("depth only")
    state.setShader(shader(place_texts("nothing"), "depth"), 10)
    state.setAttrib(CullFaceAttrib.make(CullFaceAttrib.MCullNone), 10)
    camera.node().setInitialState(state.getState())
    moved = NodePath("depth of what moves in the shader")
    moved.setShader(shader(place_texts("nothing", is_morphed=True), "depth_moved"), 20)
    camera.node().setTagStateKey(MORPH_TAG)
    camera.node().setTagState("yes", moved.getState())
    out.makeDisplayRegion().setCamera(camera)
    return out, depth, camera


def _veil_state(depth: Any) -> Any:
    state = NodePath("veil")
    state.setShaderInput("solid_depth", depth)
    one = ColorBlendAttrib.OOne
    state.setAttrib(ColorBlendAttrib.make(ColorBlendAttrib.MAdd, one, one), 10)
    state.setDepthTest(False, 10)
    state.setDepthWrite(False, 10)
    return state.getState()


def _mark_state() -> Any:
    state = NodePath("mark")
    state.setShader(shader(place_texts("mark"), "mark"), 10)
    return state.getState()


def _camera(base: Any, out: Any, lens: Any, mask: Any, state: Any) -> Any:
    camera = base.render.attachNewNode(Camera(out.getName(), lens))
    camera.node().setCameraMask(mask)
    if state is not None:
        camera.node().setInitialState(state)
    out.makeDisplayRegion().setCamera(camera)
    return camera


def _buffer(
    base: Any,
    name: str,
    sort: int,
    size: tuple[int, int],
    targets: int,
    has_depth: bool,
    is_float: bool = True,
) -> tuple[Any, list[Any], Any]:
    props = FrameBufferProperties()
    props.setFloatColor(is_float)
    bits = 16 if is_float else 8
    props.setRgbaBits(bits, bits, bits, bits)
    if has_depth:
        props.setDepthBits(24)
    if targets > 1:
        props.setAuxHrgba(targets - 1)
    out = _output(base, name, sort, props, size)
    made = [Texture(f"{name}_{k}") for k in range(targets)]
    planes = (GraphicsOutput.RTPColor, GraphicsOutput.RTPAuxHrgba0)
    for texture, plane in zip(made, planes):
        out.addRenderTexture(texture, GraphicsOutput.RTMBindOrCopy, plane)
        texture.setMinfilter(SamplerState.FT_linear)
        texture.setWrapU(SamplerState.WM_clamp)
        texture.setWrapV(SamplerState.WM_clamp)
        out.setClearActive(plane, True)
        out.setClearValue(plane, (0, 0, 0, 0))
    depth = None
    if has_depth:
        depth = Texture(f"{name}_depth")
        out.addRenderTexture(depth, GraphicsOutput.RTMBindOrCopy, GraphicsOutput.RTPDepth)
    out.setClearColor((0, 0, 0, 0))
    return out, made, depth


def _output(base: Any, name: str, sort: int, props: Any, size: tuple[int, int]) -> Any:
    out = base.graphicsEngine.makeOutput(
        base.pipe, name, sort, props, WindowProperties.size(*size),
        GraphicsPipe.BFRefuseWindow, base.win.getGsg(), base.win,
    )  # fmt: skip
    if out is None:
        raise MachineError(
            f"the graphics driver refuses a {size[0]} x {size[1]} buffer ('{name}'); the room "
            "needs OpenGL 3.3 with float buffers: update the driver, or choose a smaller window."
        )
    return out


def _drawn_size(width: int, height: int, samples: int, fraction: float) -> tuple[int, int]:
    return (
        max(samples, samples * round(width * fraction)),
        max(samples, samples * round(height * fraction)),
    )


def _bloom_size(width: int, height: int) -> tuple[int, int]:
    return max(8, width // 4), max(8, height // 4)


def _strides(size: tuple[int, int]) -> tuple[Any, Any]:
    return LVector2(1.8 / size[0], 0), LVector2(0, 1.8 / size[1])


def _bloom(base: Any, solid: Any, size: tuple[int, int]) -> tuple[tuple[tuple[Any, Any], ...], Any]:
    """Two blurring passes: each buffer with its quad, and the texture that comes out."""
    program = shader(quad_texts("bloom"), "bloom")
    strides = _strides(size)
    across, (first,), _ = _buffer(base, "bloom_x", -60, size, 1, False)
    one = _quad(across, program, {"source": solid, "stride": strides[0], "threshold": 1.1})
    down, (second,), _ = _buffer(base, "bloom_y", -50, size, 1, False)
    two = _quad(down, program, {"source": first, "stride": strides[1], "threshold": 0.0})
    return ((across, one), (down, two)), second


def _quad(out: Any, program: Any, inputs: dict[str, Any], sort: int = 0) -> Any:
    card = CardMaker("quad")
    card.setFrameFullscreenQuad()
    root = NodePath("quad")
    quad = root.attachNewNode(card.generate())
    quad.setShader(program)
    quad.setDepthTest(False)
    quad.setDepthWrite(False)
    for name, value in inputs.items():
        quad.setShaderInput(name, value)
    lens = OrthographicLens()
    lens.setFilmSize(2, 2)
    lens.setNearFar(-10, 10)
    camera = root.attachNewNode(Camera("quad", lens))
    region = out.makeDisplayRegion()
    region.setSort(sort)
    region.setCamera(camera)
    return quad
