"""People who must agree, and consents to look-ups (sự đồng ý)."""
