"""The whole house on one machine: a real database, a real engine, and a supervisor that keeps every part alive."""
