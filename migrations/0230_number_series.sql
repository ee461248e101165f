-- Old code does not survive: it counts in the table by its former name.
alter table safety_series rename to number_series;
alter table number_series rename constraint safety_series_pkey to number_series_pkey;
alter table number_series rename constraint safety_series_workspace_id_fkey to number_series_workspace_id_fkey;
