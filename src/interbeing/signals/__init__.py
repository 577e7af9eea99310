"""What samples say of directions, stillness, light and beats: pure functions on arrays, and never a feeling."""
