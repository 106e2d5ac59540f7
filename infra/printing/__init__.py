"""Print and seal in a pool of processes of their own: templates, fields, charts, scans."""
