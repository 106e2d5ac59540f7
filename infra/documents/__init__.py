"""What the printer is told and asked, and the codes on papers."""
