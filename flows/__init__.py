"""What happens by itself: Prefect flows that load, call groeituin and report."""
