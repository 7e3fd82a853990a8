CREATE TABLE IF NOT EXISTS `#__rollcall_outbox` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `message_id` varchar(64) NOT NULL,
  `type` varchar(64) NOT NULL,
  `kind` varchar(32) NOT NULL,
  `subject` varchar(128) NOT NULL,
  `occurred_at` bigint NOT NULL,
  `expires_at` bigint NOT NULL,
  `attempts` int NOT NULL DEFAULT 0,
  `dead` tinyint NOT NULL DEFAULT 0,
  `note` varchar(255) NOT NULL DEFAULT '',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 DEFAULT COLLATE=utf8mb4_unicode_ci;

CREATE INDEX `idx_rollcall_outbox_queue` ON `#__rollcall_outbox` (`dead`, `attempts`, `id`);

CREATE INDEX `idx_rollcall_outbox_subject` ON `#__rollcall_outbox` (`kind`, `subject`);

CREATE TABLE IF NOT EXISTS `#__rollcall_memory` (
  `name` varchar(64) NOT NULL,
  `facts` text NOT NULL,
  `expires_at` bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 DEFAULT COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS `#__rollcall_seen` (
  `user_id` bigint NOT NULL,
  `digest` varchar(64) NOT NULL,
  PRIMARY KEY (`user_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 DEFAULT COLLATE=utf8mb4_unicode_ci;
