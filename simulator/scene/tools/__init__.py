"""Tools of the tray: origin at the working end, local +y points out of it. Metres."""
