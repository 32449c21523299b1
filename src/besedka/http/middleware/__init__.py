"""What every request passes, in the order of `http/app.py:create_app`."""
