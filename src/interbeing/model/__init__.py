"""How a compassionate gaze is read and how compassion is learned: pure functions on arrays, no input or output."""
