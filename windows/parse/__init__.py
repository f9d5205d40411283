"""From what a Windows host printed to facts: pure, no file, network or clock."""
