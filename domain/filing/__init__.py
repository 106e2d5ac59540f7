"""How an application comes in, is received, completed, put right and taken back (nộp, tiếp nhận, bổ sung, rút)."""
