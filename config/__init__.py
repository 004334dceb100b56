"""What a maintainer can change, as data: schema, shipped defaults, signed releases."""
