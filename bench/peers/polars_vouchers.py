"""Vouchers with Polars: python polars_vouchers.py ORDERS BARCODES VOUCHERS"""
import json
import sys

import polars as pl

orders_file, barcodes_file, vouchers_file = sys.argv[1:]
pl.Config.set_engine_affinity("streaming")

orders = pl.scan_csv(
    orders_file, schema={"order_id": pl.Int64, "customer_id": pl.Int64}
).unique("order_id", keep="first")

# A barcode is text: it may begin with a zero.
rows = pl.scan_csv(barcodes_file, schema={"barcode": pl.String, "order_id": pl.Int64})
sold = (
    rows.filter(pl.col("order_id").is_not_null())
    .join(orders, on="order_id", maintain_order="left")
    .unique("barcode", keep="first", maintain_order=True)
    .collect()
    .lazy()
)
unused = (
    rows.filter(pl.col("order_id").is_null())
    .unique("barcode")
    .join(sold, on="barcode", how="anti")
    .select(pl.len())
    .collect()
    .item()
)
# A group keeps its rows in the order they came.
(
    sold.group_by("customer_id", "order_id")
    .agg("barcode")
    .sort("customer_id", "order_id")
    .select(
        "customer_id",
        "order_id",
        pl.format('"[{}]"', pl.col("barcode").list.join(", ")).alias("barcodes"),
    )
    .sink_csv(vouchers_file, quote_style="never")
)
top = (
    sold.group_by("customer_id")
    .len("tickets")
    .sort("tickets", "customer_id", descending=[True, False])
    .head(5)
    .collect()
)
print(json.dumps({"top": [[str(customer), tickets] for customer, tickets in top.iter_rows()], "unused": unused}))
