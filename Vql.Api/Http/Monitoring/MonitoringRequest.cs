using System.Globalization;
using Vql.Core.Filters;
using Vql.ServiceDefaults.Telemetry;
using Vql.Storage.Monitoring;

namespace Vql.Api.Http.Monitoring;

/// <summary>The parameters of the monitoring routes.</summary>
/// <param name="Window">The window.</param>
/// <param name="Entity"><c>contact</c> or <c>company</c>; null for both.</param>
/// <param name="Operation">The operation; null for all.</param>
/// <param name="Order">The order of query shapes.</param>
/// <param name="Contains">A text that a query shape contains; null for all.</param>
/// <param name="Limit">The maximum number of query shapes.</param>
internal sealed record MonitoringRequest(
    MonitoringWindow Window, string? Entity, string? Operation, QueryOrder Order, string? Contains, int Limit)
{
    public const string WindowParameter = "window";
    public const string EntityParameter = "entity";
    public const string OperationParameter = "operation";
    public const string OrderParameter = "order";
    public const string ContainsParameter = "contains";
    public const string LimitParameter = "limit";
    public const int DefaultLimit = 50;

    /// <summary>The names of the orders.</summary>
    public static IReadOnlyList<string> Orders { get; } = [.. Enum.GetValues<QueryOrder>().Select(NameOf)];

    /// <summary>Reads the parameters. A value that is not valid is added to the faults.</summary>
    public static MonitoringRequest Read(IQueryCollection query, List<ParameterFault> faults)
    {
        var window = Text(query, WindowParameter);
        var found = window is null ? MonitoringWindow.Default : MonitoringWindow.Find(window);
        if (found is null)
        {
            Fault(WindowParameter, MonitoringWindow.All.Select(known => known.Name), window!);
        }

        var order = Text(query, OrderParameter) is { } name ? OneOf(OrderParameter, Orders, name) : null;
        var limit = DefaultLimit;
        if (Text(query, LimitParameter) is { } number
            && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is 0 or > QueryReader.MaxShapes))
        {
            faults.Add(new ParameterFault(LimitParameter, $"must be 1 to {QueryReader.MaxShapes}, not \"{number}\""));
        }

        var contains = Text(query, ContainsParameter);
        if (contains?.Contains('\0', StringComparison.Ordinal) == true)
        {
            faults.Add(new ParameterFault(ContainsParameter, "contains the character U+0000, which no query contains: remove it"));
        }

        return new MonitoringRequest(
            found ?? MonitoringWindow.Default,
            Text(query, EntityParameter) is { } entity ? OneOf(EntityParameter, TelemetryCatalogue.Entity.Values, entity) : null,
            Text(query, OperationParameter) is { } operation
                ? OneOf(OperationParameter, TelemetryCatalogue.Operation.Values, operation) : null,
            Enum.GetValues<QueryOrder>().FirstOrDefault(known => NameOf(known) == order), contains, limit);

        string? OneOf(string parameter, IReadOnlyList<string> names, string value)
        {
            if (names.Contains(value))
            {
                return value;
            }

            Fault(parameter, names, value);
            return null;
        }

        void Fault(string parameter, IEnumerable<string> names, string value) =>
            faults.Add(new ParameterFault(parameter, $"must be one of {string.Join(", ", names)}, not \"{value}\""));
    }

    private static string NameOf(QueryOrder order) => order == QueryOrder.ZeroHits ? "zero_hits" : order.ToString().ToLowerInvariant();

    private static string? Text(IQueryCollection query, string name) => query[name] is [.., { Length: > 0 } last] ? last : null;
}
