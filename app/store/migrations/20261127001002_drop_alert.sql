-- Its rows stand in wait_alert.
drop table alert;
