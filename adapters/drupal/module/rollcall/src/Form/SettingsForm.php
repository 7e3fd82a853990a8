<?php

declare(strict_types=1);

namespace Drupal\rollcall\Form;

use Drupal\Component\Utility\UrlHelper;
use Drupal\Core\Form\ConfigFormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\rollcall\Core\Outbox;
use Drupal\rollcall\Core\Sender;
use Drupal\rollcall\Core\Signature;
use Drupal\rollcall\Origin;
use Drupal\rollcall\SiteSettings;
use Drupal\rollcall\SiteStatus;
use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * Where events go, what signs them, and which are sent.
 */
final class SettingsForm extends ConfigFormBase {

  private const SEND_SECONDS = 20;

  // Not private: when Drupal stores a form, its base class puts services away, and sees only these.
  protected SiteSettings $settings;
  protected SiteStatus $status;
  protected Sender $sender;
  protected Outbox $outbox;

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container): static {
    // The parent's constructor differs between Drupal 10 and 11.
    $form = parent::create($container);
    $form->settings = $container->get('rollcall.settings');
    $form->status = $container->get('rollcall.status');
    $form->sender = $container->get('rollcall.sender');
    $form->outbox = $container->get('rollcall.outbox');
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'rollcall_settings';
  }

  /**
   * {@inheritdoc}
   *
   * @return list<string>
   *   The one configuration that this form edits.
   */
  protected function getEditableConfigNames(): array {
    return [SiteSettings::CONFIG];
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $config = $this->config(SiteSettings::CONFIG);
    $form['state'] = $this->statePart();
    $form['address'] = [
      '#type' => 'url',
      '#title' => $this->t('Address of the webhook'),
      '#default_value' => $config->get('address'),
      '#description' => $this->t('Rollcall shows it: https://rollcall.example.org/hooks/SYNC/webhook. Without an address nothing is noted and nothing sent.'),
    ];
    $form['signature'] = $this->signaturePart();
    $form['origins'] = [
      '#type' => 'checkboxes',
      '#title' => $this->t('Tell of changes made'),
      '#options' => [
        Origin::ADMIN => $this->t('by administrators on the pages of this site'),
        Origin::OWN => $this->t('by people on their own account, registration included'),
        Origin::OTHER => $this->t('by other modules, by JSON:API and REST, and on the command line'),
      ],
      '#default_value' => $config->get('origins'),
      '#description' => $this->t('Changes that are not told of reach other systems with the next full run of Rollcall.'),
    ];
    $form['events'] = [
      '#type' => 'checkboxes',
      '#title' => $this->t('Tell when'),
      '#options' => [
        'insert' => $this->t('an account is created'),
        'update' => $this->t('an account is changed, blocked or unblocked'),
        'roles' => $this->t('somebody is given a role, or loses one'),
        'delete' => $this->t('an account is deleted'),
        'role_delete' => $this->t('a role is deleted, with which its holders lose it'),
      ],
      '#default_value' => $config->get('events'),
    ];
    $form['unchanged'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Also tell of accounts that were saved without a change'),
      '#default_value' => $config->get('unchanged'),
      '#description' => $this->t('Only needed where a module keeps what matters outside of the fields of an account.'),
    ];
    $form['timeout'] = [
      '#type' => 'number',
      '#title' => $this->t('Seconds to wait for an answer'),
      '#default_value' => $config->get('timeout'),
      '#min' => 1,
      '#max' => 10,
      '#required' => TRUE,
      '#description' => $this->t('Visitors do not wait; a process of the web server does.'),
    ];
    return parent::buildForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    $address = trim((string) $form_state->getValue('address'));
    if ($address !== '' && !(UrlHelper::isValid($address, TRUE) && preg_match('#^https?://#i', $address))) {
      $form_state->setErrorByName('address', $this->t('The address must begin with https://, or with http:// within your own network.'));
    }
    if (parse_url($address, PHP_URL_USER) !== NULL) {
      $form_state->setErrorByName('address', $this->t('The address may hold no user name or password; the signature is what protects events.'));
    }
    $secret = trim((string) $form_state->getValue('secret'));
    if ($secret !== '' && !Signature::isSecret($secret)) {
      $form_state->setErrorByName('secret', $this->t('A secret begins with whsec_, and 24 to 64 bytes in base64 follow. The button makes one.'));
    }
    parent::validateForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $address = trim((string) $form_state->getValue('address'));
    $this->config(SiteSettings::CONFIG)
      ->set('address', $address)
      ->set('origins', self::chosen($form_state->getValue('origins')))
      ->set('events', self::chosen($form_state->getValue('events')))
      ->set('unchanged', (bool) $form_state->getValue('unchanged'))
      ->set('timeout', (int) $form_state->getValue('timeout'))
      ->save();
    $secret = trim((string) $form_state->getValue('secret'));
    if ($secret !== '' && !$this->settings->isSecretInFile()) {
      $this->settings->keepSecrets($this->settings->secrets()->rotatedTo($secret));
    }
    if (str_starts_with(strtolower($address), 'http://')) {
      $this->messenger()->addWarning($this->t('The address does not use https. Who can read the traffic sees which accounts change, though not what is in them.'));
    }
    $this->sender->resume();
    parent::submitForm($form, $form_state);
  }

  /**
   * Makes a secret and shows it, this once.
   */
  public function makeSecret(array &$form, FormStateInterface $form_state): void {
    $secret = Signature::newSecret();
    $this->settings->keepSecrets($this->settings->secrets()->rotatedTo($secret));
    $this->messenger()->addStatus($this->t('The new secret is @secret. Copy it into the configuration of Rollcall now: it is not shown again. The one before stays valid until you let it be forgotten.', ['@secret' => $secret]));
  }

  /**
   * Ends the changeover to a new secret.
   */
  public function forgetOldSecret(array &$form, FormStateInterface $form_state): void {
    $this->settings->keepSecrets($this->settings->secrets()->withoutPrevious());
    $this->messenger()->addStatus($this->t('Events are signed by the new secret alone.'));
  }

  /**
   * Sends a test event.
   */
  public function sendTest(array &$form, FormStateInterface $form_state): void {
    [$accepted, $text] = $this->sender->test();
    if ($accepted) {
      $this->sender->resume();
      $this->messenger()->addStatus($this->t('The receiver took the test event (@text).', ['@text' => $text]));
    }
    else {
      $this->messenger()->addError($this->t('The test event was not taken: @text.', ['@text' => $text]));
    }
  }

  /**
   * Sends what waits, although the receiver may have failed a moment ago.
   */
  public function sendWaiting(array &$form, FormStateInterface $form_state): void {
    $result = $this->sender->drain(self::SEND_SECONDS, TRUE);
    $this->messenger()->addStatus($this->formatPlural($result->sent, 'One message was sent.', '@count messages were sent.'));
    if ($result->why !== '') {
      $this->messenger()->addWarning($this->t('Not all was sent: @why.', ['@why' => $result->why]));
    }
  }

  /**
   * Takes up again what was given up.
   */
  public function revive(array &$form, FormStateInterface $form_state): void {
    $this->outbox->revive();
    $this->sendWaiting($form, $form_state);
  }

  /**
   * Deletes what was given up.
   */
  public function forgetDead(array &$form, FormStateInterface $form_state): void {
    $count = $this->outbox->forgetDead();
    $this->messenger()->addStatus($this->formatPlural($count, 'One event was deleted.', '@count events were deleted.'));
  }

  /**
   * How sending goes, with what can be done about it.
   *
   * @return array<string, mixed>
   *   A part of the form.
   */
  private function statePart(): array {
    ['summary' => $summary, 'details' => $details] = $this->status->describe();
    $part = [
      '#type' => 'details',
      '#title' => $summary,
      '#open' => TRUE,
      'details' => ['#theme' => 'item_list', '#items' => $details],
      'test' => $this->button('rollcall_test', $this->t('Send test event'), '::sendTest'),
      'send' => $this->button('rollcall_send', $this->t('Send what waits'), '::sendWaiting'),
    ];
    if ($this->outbox->count()['dead'] > 0) {
      $part['revive'] = $this->button('rollcall_revive', $this->t('Try again what was given up'), '::revive');
      $part['forget'] = $this->button('rollcall_forget', $this->t('Delete what was given up'), '::forgetDead');
    }
    return $part;
  }

  /**
   * The secret; never its text.
   *
   * @return array<string, mixed>
   *   A part of the form.
   */
  private function signaturePart(): array {
    $secrets = $this->settings->secrets();
    $part = ['#type' => 'details', '#title' => $this->t('Signature'), '#open' => $secrets->all() === []];
    if ($this->settings->isSecretInFile()) {
      $part['text'] = ['#markup' => $this->t('The secret is set in settings.php.')];
      return $part;
    }
    $part['secret'] = [
      '#type' => 'textfield',
      '#title' => $this->t('New secret'),
      '#maxlength' => 128,
      '#attributes' => ['autocomplete' => 'off', 'spellcheck' => 'false'],
      '#description' => $secrets->all() === []
        ? $this->t('The secret that the webhook of Rollcall is configured with. Or let this site make one.')
        : $this->t('A secret is set. Leave this empty to keep it; the one before stays valid until you let it be forgotten.'),
    ];
    $part['make'] = $this->button('rollcall_make', $this->t('Make a new secret'), '::makeSecret');
    if ($secrets->previous !== '') {
      $part['forget_old'] = $this->button('rollcall_forget_old', $this->t('Forget the old secret'), '::forgetOldSecret');
    }
    return $part;
  }

  /**
   * A button that does one thing and saves nothing else.
   *
   * @return array<string, mixed>
   *   A part of the form.
   */
  private function button(string $name, \Stringable $text, string $method): array {
    return ['#type' => 'submit', '#name' => $name, '#value' => $text, '#submit' => [$method], '#limit_validation_errors' => []];
  }

  /**
   * The boxes that are ticked.
   *
   * @return list<string>
   *   Their keys.
   */
  private static function chosen(mixed $values): array {
    return array_values(array_filter(array_map('strval', (array) $values)));
  }

}
