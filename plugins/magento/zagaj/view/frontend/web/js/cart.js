// The page comes from a cache that all visitors share, so the cart's token comes by Magento's customer data.
define(['Magento_Customer/js/customer-data'], function (customerData) {
    'use strict';

    return function () {
        var section = customerData.get('zagaj');

        function tell(data) {
            if (!data || !data.token) {
                return;
            }
            window.Zagaj = window.Zagaj || Object.assign(function () {
                window.Zagaj.q.push(Array.prototype.slice.call(arguments));
            }, { q: [] });
            window.Zagaj('cart', data.token);
        }

        tell(section());
        section.subscribe(tell);
    };
});
