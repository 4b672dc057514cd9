import { analyticsService } from '../../actors/analytics/analytics-service.ts';
import { inventoryService } from '../../actors/inventory/inventory-service.ts';
import { notificationService } from '../../actors/notification/notification-service.ts';
import { orderService } from '../../actors/order/order-service.ts';
import { knownTokens } from '../../actors/payment/gateway-tokens.ts';
import { paymentService } from '../../actors/payment/payment-service.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import type { DeliveredMail } from '../../test/oracle/check-mails.ts';
import { checkOracle } from '../../test/oracle/check-oracle.ts';
import { serviceDefinitions } from '../../test/oracle/service-definitions.ts';
import type { Scenario } from '../world/scenario.ts';
import { createGatewayMemory } from './gateway-memory.ts';
import { lookAtMoney } from './look-at-money.ts';
import { checkReceived, lookAtStock } from './look-at-stock.ts';
import { clearAway } from './operator.ts';
import { playShop, refusedAddress, type Told } from './play-shop.ts';
import { clearUp, shopWeatherOf } from './shop-weather.ts';
import { createSimulatedGateway } from './simulated-gateway.ts';
import { createSimulatedMailer } from './simulated-mailer.ts';

const refused = new Set([refusedAddress]);
const services = serviceDefinitions.map(({ name }) => name);

/** The five services, their customers, their operator, the payment gateway and the mail server. */
export const shopScenario: Scenario = {
  messageTypes,
  begin: (world) => {
    const weather = shopWeatherOf(world.random.fork('outside'), world.time.now());
    const memory = createGatewayMemory(world.violation);
    const delivered: DeliveredMail[] = [];
    const told: Told = { placed: new Set(), received: new Map() };
    const gatewayFor = createSimulatedGateway(world, weather, memory);
    const mailerFor = createSimulatedMailer(world, weather, delivered, refused);
    return {
      services: (incarnation) => [
        orderService((token) => knownTokens.has(token)),
        inventoryService(),
        paymentService(gatewayFor(incarnation)),
        notificationService(mailerFor(incarnation), 'shop@example.org'),
        analyticsService(),
      ],
      play: (stage) => playShop(stage, told, services),
      look: async (service, database) => [
        ...(service === 'inventory' ? await lookAtStock(database) : []),
        ...(await lookAtMoney(service, database, memory.book())),
      ],
      goOn: async (stage) => {
        clearUp(weather);
        return clearAway(stage, services);
      },
      check: async (database) => [
        ...(await checkOracle(database, { placed: told.placed, delivered, refused, gateway: memory.book() })),
        ...(await checkReceived(database, told.received)),
      ],
    };
  },
};
