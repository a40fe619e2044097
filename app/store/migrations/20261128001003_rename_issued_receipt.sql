-- The name that it had.
alter table issued_receipt rename to receipt;
