-- Prescriptions that must still reach a pharmacy.
create index prescription_worklist_index on prescription (issued_at) where status = 'to-send';
