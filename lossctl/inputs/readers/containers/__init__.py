"""Binary formats of arrays: .npy and .npz."""
