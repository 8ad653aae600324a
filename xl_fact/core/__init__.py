"""The pure heart: numpy and the standard library, no file, clock, network or Excel."""
