import type { DrupalUser } from './model.js';

/** The users of a site in order of uid, with the indexes a database has: uid, uuid, name, mail. */
export class UserTable {
  private readonly rows: DrupalUser[] = [];
  private readonly byUuid = new Map<string, DrupalUser>();
  private readonly byName = new Map<string, DrupalUser>();
  private readonly byMail = new Map<string, Set<number>>();
  private sorted = new Map<string, readonly DrupalUser[]>();

  get size(): number {
    return this.rows.length;
  }

  /** All rows by uid; valid until the next write. */
  all(): readonly DrupalUser[] {
    return this.rows;
  }

  /** Index of the first row whose uid is at least `uid`, in O(log n). */
  lowerBound(uid: number): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.rows[middle] as DrupalUser).uid < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  find(uid: number): DrupalUser | undefined {
    const row = this.rows[this.lowerBound(uid)];
    return row?.uid === uid ? row : undefined;
  }

  findByUuid(uuid: string): DrupalUser | undefined {
    return this.byUuid.get(uuid.toLowerCase());
  }

  /** Names are unique whatever their case. */
  findByName(name: string): DrupalUser | undefined {
    return this.byName.get(name.toLowerCase());
  }

  /** Mails are no unique key: parallel creates can give one mail to two users. Case counts, as on SQLite. */
  findByMail(mail: string): readonly DrupalUser[] {
    return [...(this.byMail.get(mail) ?? [])].sort((a, b) => a - b).map((uid) => this.find(uid) as DrupalUser);
  }

  get lastUid(): number {
    return this.rows.at(-1)?.uid ?? 0;
  }

  /** Adds a row, or replaces the one with its uid. */
  put(row: DrupalUser): void {
    const at = this.lowerBound(row.uid);
    const old = this.rows[at];
    if (old?.uid === row.uid) {
      this.unindex(old);
      this.rows[at] = row;
    } else if (at === this.rows.length) {
      this.rows.push(row);
    } else {
      this.rows.splice(at, 0, row);
    }
    this.byUuid.set(row.uuid.toLowerCase(), row);
    this.byName.set(row.name.toLowerCase(), row);
    if (row.mail !== null) {
      const uids = this.byMail.get(row.mail);
      if (uids === undefined) this.byMail.set(row.mail, new Set([row.uid]));
      else uids.add(row.uid);
    }
    this.sorted = new Map();
  }

  remove(uid: number): void {
    const at = this.lowerBound(uid);
    const row = this.rows[at];
    if (row?.uid !== uid) return;
    this.unindex(row);
    this.rows.splice(at, 1);
    this.sorted = new Map();
  }

  /** All rows in another order, kept until the next write. */
  inOrder(key: string, compare: (a: DrupalUser, b: DrupalUser) => number): readonly DrupalUser[] {
    const kept = this.sorted.get(key);
    if (kept !== undefined) return kept;
    const rows = this.rows.toSorted(compare);
    if (this.sorted.size >= 4) this.sorted.clear();
    this.sorted.set(key, rows);
    return rows;
  }

  private unindex(row: DrupalUser): void {
    this.byUuid.delete(row.uuid.toLowerCase());
    this.byName.delete(row.name.toLowerCase());
    if (row.mail === null) return;
    const uids = this.byMail.get(row.mail);
    uids?.delete(row.uid);
    if (uids?.size === 0) this.byMail.delete(row.mail);
  }
}
