DROP TABLE IF EXISTS `#__rollcall_seen`;

DROP TABLE IF EXISTS `#__rollcall_memory`;

DROP TABLE IF EXISTS `#__rollcall_outbox`;
