-- Prescriptions that reached their pharmacy.
create index prescription_sent_index on prescription (issued_at) where status = 'sent';
