import { useEffect, useState } from 'preact/hooks';
import { loadServices, reasonOf } from './api.ts';
import { DashboardPage } from './dashboard/dashboard-page.tsx';
import { DeadLetterPage } from './dead-letters/dead-letter-page.tsx';
import { DeadLettersPage } from './dead-letters/dead-letters-page.tsx';
import { Frame } from './frame/frame.tsx';
import { Head } from './frame/head.tsx';
import { MachinePage } from './machines/machine-page.tsx';
import { MachinesPage } from './machines/machines-page.tsx';
import { OrderPage } from './order/order-page.tsx';
import { OrdersPage } from './orders/orders-page.tsx';
import { Empty, Failed, Loading } from './parts/notice.tsx';
import { PlacePage } from './place/place-page.tsx';
import { Link, usePlace } from './router.tsx';

const againMs = 2_000;

/** The console: learns where the services are, then shows the page of the address. */
export const App = () => {
  const [ready, setReady] = useState(false);
  const [reason, setReason] = useState<string>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () =>
      loadServices().then(
        () => setReady(true),
        (error: unknown) => {
          setReason(reasonOf(error));
          timer = setTimeout(load, againMs);
        },
      );
    void load();
    return () => clearTimeout(timer);
  }, []);
  return <Frame>{ready ? <Page /> : reason === undefined ? <Loading /> : <Failed reason={reason} />}</Frame>;
};

const Page = () => {
  const [top = '', id, more] = usePlace().parts;
  switch (top) {
    case '':
      return <DashboardPage />;
    case 'orders':
      return id === undefined ? <OrdersPage /> : <OrderPage key={`${id}/${more}`} id={id} part={more} />;
    case 'dead-letters':
      return id === undefined ? <DeadLettersPage /> : <DeadLetterPage key={id} id={id} />;
    case 'machines':
      return id === undefined ? (
        <MachinesPage />
      ) : (
        <MachinePage
          key={`${id}/${more}`}
          name={id}
          version={more === undefined ? undefined : Number(more)}
        />
      );
    case 'place':
      return <PlacePage />;
    default:
      return (
        <>
          <Head title="No such page" />
          <Empty title="There is nothing here">
            <Link to="">To the dashboard</Link>
          </Empty>
        </>
      );
  }
};
