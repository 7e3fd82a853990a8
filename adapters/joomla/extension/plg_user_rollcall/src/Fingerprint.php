<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

use Rollcall\Plugin\User\Rollcall\Core\Database;
use Rollcall\Plugin\User\Rollcall\Core\Outbox;

/**
 * Finds changes that raise no event: groups changed for many people at once, members of a group that was deleted, SQL by hand.
 *
 * For each account it keeps a keyed digest of what provisioning can see, from which nothing can be read back, and notes an event
 * where it differs. It may be stopped at any time; the next look goes on.
 */
final class Fingerprint
{
    private const PAGE = 500;

    public function __construct(private readonly Database $database, private readonly Outbox $outbox, private readonly string $key)
    {
    }

    /**
     * Looks at everybody, and says how many events it noted.
     *
     * @param bool $isFirst Whether no look came to its end yet: then it only learns what there is.
     */
    public function look(bool $isFirst): int
    {
        $noted = 0;
        $after = 0;
        do {
            $users = $this->database->rows(
                'SELECT id, name, username, email, block FROM {users} WHERE id > :after ORDER BY id LIMIT ' . self::PAGE,
                [':after' => $after]
            );
            if ($users !== []) {
                $last   = (int) $users[\count($users) - 1]['id'];
                $noted += $this->compare($users, $after, $last, $isFirst);
                $after  = $last;
            }
        } while (\count($users) === self::PAGE);

        return $noted + $this->missing($isFirst);
    }

    /**
     * @param non-empty-list<array<string, mixed>> $users
     */
    private function compare(array $users, int $after, int $last, bool $isFirst): int
    {
        $range  = [':after' => $after, ':last' => $last];
        $map    = $this->database->rows('SELECT user_id, group_id FROM {user_usergroup_map} WHERE user_id > :after AND user_id <= :last', $range);
        $groups = self::lists($map, 'user_id', static fn (array $row): string => (string) $row['group_id']);
        $fields = $this->fields(array_map(static fn (array $user): int => (int) $user['id'], $users));
        $seen   = [];
        foreach ($this->database->rows('SELECT user_id, digest FROM {rollcall_seen} WHERE user_id > :after AND user_id <= :last', $range) as $row) {
            $seen[(int) $row['user_id']] = (string) $row['digest'];
        }
        $noted = 0;
        foreach ($users as $user) {
            $id    = (int) $user['id'];
            $digest = $this->digest([array_map('strval', $user), $groups[$id] ?? [], $fields[$id] ?? []]);
            if (($seen[$id] ?? null) === $digest) {
                continue;
            }
            if (!$isFirst) {
                $this->outbox->add(isset($seen[$id]) ? 'user.update' : 'user.insert', (string) $id);
                $noted++;
            }
            // After the event: a stop in between notes it twice rather than never.
            if (isset($seen[$id])) {
                $this->database->update('rollcall_seen', ['digest' => $digest], [['user_id', '=', $id]]);
            } else {
                $this->database->insert('rollcall_seen', ['user_id' => $id, 'digest' => $digest]);
            }
        }

        return $noted;
    }

    private function missing(bool $isFirst): int
    {
        $gone = $this->database->rows('SELECT s.user_id FROM {rollcall_seen} s LEFT JOIN {users} u ON u.id = s.user_id WHERE u.id IS NULL');
        foreach ($gone as ['user_id' => $id]) {
            if (!$isFirst) {
                $this->outbox->add('user.delete', (string) $id);
            }
            $this->database->delete('rollcall_seen', [['user_id', '=', (int) $id]]);
        }

        return $isFirst ? 0 : \count($gone);
    }

    /**
     * Values of custom fields, by account.
     *
     * @param non-empty-list<int> $ids
     *
     * @return array<int, list<string>>
     */
    private function fields(array $ids): array
    {
        // The column is a text, since it serves articles as well.
        $items = "'" . implode("','", $ids) . "'";
        $rows  = $this->database->rows(
            'SELECT v.item_id, v.field_id, v.value FROM {fields_values} v INNER JOIN {fields} f ON f.id = v.field_id'
            . " WHERE f.context = :context AND v.item_id IN ($items)",
            [':context' => 'com_users.user']
        );

        return self::lists($rows, 'item_id', static fn (array $row): string => "{$row['field_id']}={$row['value']}");
    }

    /**
     * @param list<array<string, mixed>>             $rows
     * @param \Closure(array<string, mixed>): string $value
     *
     * @return array<int, list<string>>
     */
    private static function lists(array $rows, string $id, \Closure $value): array
    {
        $lists = [];
        foreach ($rows as $row) {
            $lists[(int) $row[$id]][] = $value($row);
        }
        // A database gives rows in any order.
        return array_map(static function (array $list): array {
            sort($list);

            return $list;
        }, $lists);
    }

    /**
     * @param array<int, mixed> $what
     */
    private function digest(array $what): string
    {
        return hash_hmac('sha256', serialize($what), $this->key);
    }
}
