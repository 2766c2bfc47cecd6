"""Where the marks of a chart stand: figures in, percentages and pixels out; the macros only draw.

Across is in percent (so that a chart is as wide as its column and its type keeps its size), down in
pixels. Bars stand on a zero base. Coordinates are strings, ready for an attribute.
"""
SHAPES = {}
