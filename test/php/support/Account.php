<?php

declare(strict_types=1);

namespace Rollcall\Tests\support;

use Drupal\user\RoleInterface;
use Drupal\user\UserInterface;

/**
 * An account, or a role, with the fields that a test gives it.
 */
#[\AllowDynamicProperties]
class Account implements UserInterface, RoleInterface
{
    /** @param array<string, array<string, mixed>> $fields By language. */
    public function __construct(
        private readonly string $uuid,
        public array $fields = ['en' => []],
        private readonly int|string $id = 7,
        private readonly string $language = 'en',
    ) {
    }

    public function id(): int|string
    {
        // Drupal hands ids of accounts as text.
        return (string) $this->id;
    }

    public function uuid(): string
    {
        return $this->uuid;
    }

    public function toArray(): array
    {
        return $this->fields[$this->language];
    }

    public function getTranslationLanguages(bool $includeDefault = true): array
    {
        return array_fill_keys(array_keys($this->fields), new \stdClass());
    }

    public function getTranslation(string $langcode): static
    {
        return new static($this->uuid, $this->fields, $this->id, $langcode);
    }
}
