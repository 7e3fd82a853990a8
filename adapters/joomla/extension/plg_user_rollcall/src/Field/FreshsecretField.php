<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Field;

\defined('_JEXEC') or die;

use Joomla\CMS\Form\FormField;
use Rollcall\Plugin\User\Rollcall\Core\Signature;

/**
 * Shows a new secret to copy; it is stored nowhere.
 */
final class FreshsecretField extends FormField
{
    /** @var string Untyped, as the parent's. */
    protected $type = 'Freshsecret';

    protected function getInput(): string
    {
        return '<code class="user-select-all">' . htmlspecialchars(Signature::newSecret()) . '</code>';
    }
}
