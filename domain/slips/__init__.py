"""The slips that go with an application (biểu mẫu của Thông tư 03/2025): forms 01 to 06, the notice of a refusal."""
