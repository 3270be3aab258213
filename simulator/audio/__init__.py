"""What is heard: tones, alarms, breath and heart sounds, each with a caption."""

SILENT = "silent"  # what the bedside's process says where nothing can be heard
