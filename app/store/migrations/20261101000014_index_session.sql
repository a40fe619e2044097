-- Sessions of one account, to end them all.
create index session_account_index on session (account_id);
