<?php
/**
 * The settings: three fields that stand in Zagaj's panel.
 *
 * @license Apache-2.0
 */
namespace Opencart\Admin\Controller\Extension\Zagaj\Module;

use Opencart\System\Library\Extension\Zagaj\Message;
use Opencart\System\Library\Extension\Zagaj\Worker;

class Zagaj extends \Opencart\System\Engine\Controller
{
    private const EVENTS = [
        'catalog/controller/checkout/cart.add/after' => 'cart', 'catalog/controller/checkout/cart.edit/after' => 'cart',
        'catalog/controller/checkout/cart.remove/after' => 'cart', 'catalog/controller/common/cart.remove/after' => 'cart', 'catalog/controller/common/cart.removeProduct/after' => 'cart',
        'catalog/controller/extension/opencart/total/coupon.save/after' => 'cart',
        'catalog/controller/account/login.login/after' => 'cart', 'catalog/model/checkout/order.addHistory/after' => 'order',
        'catalog/view/common/header/after' => 'header', 'catalog/view/common/cart/after' => 'small', 'admin/model/customer/customer.deleteCustomer/after' => 'customer',
    ];

    public function index(): void
    {
        $this->load->language('extension/zagaj/module/zagaj');
        $this->document->setTitle($this->language->get('heading_title'));
        $token = 'user_token=' . $this->session->data['user_token'];
        $data = ['save' => $this->url->link('extension/zagaj/module/zagaj.save', $token), 'back' => $this->url->link('marketplace/extension', $token . '&type=module'),
            'address' => (string) $this->config->get('module_zagaj_address'), 'key' => (string) $this->config->get('module_zagaj_key'),
            'status' => (bool) $this->config->get('module_zagaj_status')];
        foreach (['header', 'column_left', 'footer'] as $part) {
            $data[$part] = $this->load->controller('common/' . $part);
        }
        $this->response->setOutput($this->load->view('extension/zagaj/module/zagaj', $data));
    }

    public function save(): void
    {
        $this->load->language('extension/zagaj/module/zagaj');
        $post = $this->request->post;
        $address = trim((string) ($post['module_zagaj_address'] ?? ''));
        $secret = trim((string) ($post['module_zagaj_secret'] ?? ''));
        if ($secret === '') {
            $secret = (string) $this->config->get('module_zagaj_secret'); // an empty field keeps the one that is set
        }
        $json = [];
        if (!$this->user->hasPermission('modify', 'extension/zagaj/module/zagaj')) {
            $json['error'] = $this->language->get('error_permission');
        } elseif (!preg_match('#^https?://[^/]+(/.*)?/hooks/opencart/[^/]+$#', $address)) {
            $json['error'] = $this->language->get('error_address');
        } elseif (Message::headers($secret, 'x', 0, '') === null) {
            $json['error'] = $this->language->get('error_secret');
        } else {
            $this->load->model('setting/setting');
            $this->model_setting_setting->editSetting('module_zagaj', ['module_zagaj_address' => $address, 'module_zagaj_secret' => $secret,
                'module_zagaj_key' => trim((string) ($post['module_zagaj_key'] ?? '')), 'module_zagaj_status' => empty($post['module_zagaj_status']) ? 0 : 1]);
            $json['success'] = $this->language->get(Worker::put(DIR_OPENCART, Message::server($address)) ? 'text_success' : 'text_no_worker');
        }
        $this->response->addHeader('Content-Type: application/json');
        $this->response->setOutput((string) json_encode($json));
    }

    public function install(): void
    {
        $this->load->model('setting/event');
        foreach (self::EVENTS as $trigger => $method) {
            $this->model_setting_event->addEvent(['code' => 'zagaj_' . hash('sha256', $trigger), 'description' => 'Zagaj', 'trigger' => $trigger,
                'action' => 'extension/zagaj/event/zagaj.' . $method, 'status' => true, 'sort_order' => 1]);
        }
    }

    public function uninstall(): void
    {
        $this->load->model('setting/event');
        foreach (array_keys(self::EVENTS) as $trigger) {
            $this->model_setting_event->deleteEventByCode('zagaj_' . hash('sha256', $trigger));
        }
        $this->load->model('user/user_group');
        foreach (['access', 'modify'] as $type) {
            $this->model_user_user_group->removePermission($this->user->getGroupId(), $type, 'extension/zagaj/module/zagaj');
        }
        Worker::remove(DIR_OPENCART);
        Message::owe([]);
        Message::later((string) $this->config->get('module_zagaj_address'), (string) $this->config->get('module_zagaj_secret'), 'shop', 'shop.uninstalled', ['id' => 'shop']);
    }
}
