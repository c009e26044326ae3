"""Vouchers with pandas: python pandas_vouchers.py ORDERS BARCODES VOUCHERS"""
import csv
import json
import sys

import pandas as pd

orders_file, barcodes_file, vouchers_file = sys.argv[1:]

orders = pd.read_csv(orders_file, dtype="int64").drop_duplicates("order_id", keep="first")
# A barcode is text: it may begin with a zero.
barcodes = pd.read_csv(
    barcodes_file, dtype={"barcode": "str", "order_id": "Int64"}, keep_default_na=False, na_values={"order_id": [""]}
)
assigned = barcodes["order_id"].notna()
sold = barcodes[assigned].astype({"order_id": "int64"})
sold = sold[sold["order_id"].isin(orders["order_id"])].drop_duplicates("barcode", keep="first")
unsold = barcodes.loc[~assigned, "barcode"].drop_duplicates()
unused = int((~unsold.isin(sold["barcode"])).sum())

sold = sold.merge(orders, on="order_id")
vouchers = sold.groupby(["customer_id", "order_id"], sort=True)["barcode"].agg(", ".join)
vouchers = ("[" + vouchers + "]").rename("barcodes").reset_index()
with open(vouchers_file, "w", newline="", encoding="utf-8") as file:
    file.write("customer_id,order_id,barcodes\n")
    vouchers.to_csv(file, header=False, index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")

tickets = sold.groupby("customer_id").size().rename("tickets").reset_index()
top = tickets.sort_values(["tickets", "customer_id"], ascending=[False, True]).head(5)
print(json.dumps({"top": [[str(customer), int(n)] for customer, n in top.itertuples(index=False)], "unused": unused}))
