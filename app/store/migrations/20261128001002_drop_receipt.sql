-- Its rows stand in issued_receipt.
drop table receipt;
