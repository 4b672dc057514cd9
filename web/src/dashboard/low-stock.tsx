import type { AnalyticsSummary } from '../../../contracts/http/analytics-http.ts';
import { Empty } from '../parts/notice.tsx';
import { count } from '../parts/words.ts';

/** Products with little left. */
export const LowStock = ({ products }: { products: AnalyticsSummary['lowStock']['products'] }) =>
  products.length === 0 ? (
    <Empty title="Nothing runs low" />
  ) : (
    <table>
      <thead>
        <tr>
          <th>Product</th>
          <th class="number">Available</th>
          <th class="number">Reserved</th>
        </tr>
      </thead>
      <tbody>
        {products.map(({ sku, available, reserved }) => (
          <tr key={sku}>
            <td>{sku}</td>
            <td class="number">
              {available === 0 ? <span class="pill bad">sold out</span> : count(available)}
            </td>
            <td class="number">{count(reserved)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
