-- The database of a clinic's room. Run once, as PostgreSQL's superuser:
--   psql -v owner_word=… -v room_word=… -v backup_word=… -f make-database.sql
-- The owner makes and changes the tables (`interbeing migrate`); the room works as interbeing_room, which owns nothing
-- and sees of patients only what whoever asks may see; interbeing_backup reads all, for pg_dump, and writes nothing.
CREATE ROLE interbeing_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_word';
CREATE ROLE interbeing_room LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'room_word';
CREATE ROLE interbeing_backup LOGIN NOSUPERUSER BYPASSRLS PASSWORD :'backup_word';
GRANT interbeing_room TO interbeing_owner;
GRANT pg_read_all_data TO interbeing_backup;
CREATE DATABASE interbeing OWNER interbeing_owner ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE interbeing FROM PUBLIC;
GRANT CONNECT ON DATABASE interbeing TO interbeing_owner, interbeing_room, interbeing_backup;
