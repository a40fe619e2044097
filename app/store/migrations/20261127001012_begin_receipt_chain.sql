insert into receipt_chain (name, sequence, head) values ('clinic', 0, null);
