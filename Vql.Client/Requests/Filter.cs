using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Vql.Client.Requests;

/// <summary>The filter, order, and page of a list.</summary>
public abstract class Filter
{
    private const string OffsetName = "offset";
    private const string FreshnessName = "consistency";
    private const string FreshValue = "fresh";
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly Dictionary<string, IReadOnlyList<string>> _parameters = [];

    /// <summary>The page size. Null for the default of the API.</summary>
    public int? PageSize { get; init; }

    /// <summary>
    /// The number of rows to skip. For large offsets, follow <see cref="Records.Page{T}.Next"/> instead.
    /// </summary>
    public int? Offset { get; init; }

    /// <summary>Whether pages include the total number of rows.</summary>
    public bool Total { get; init; }

    /// <summary>
    /// The sort keys, separated by commas. The prefix <c>-</c> sorts in descending order. Null for newest first.
    /// </summary>
    public string? Ordering { get; init; }

    /// <summary>Whether the result must contain every previous write.</summary>
    public bool Fresh { get; init; }

    /// <summary>
    /// The match types of filters, by parameter name: <c>words</c>, <c>exact</c>, <c>substring</c>, or <c>prefix</c>. Domains
    /// also have <c>subdomain</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Matches { get; init; } = new Dictionary<string, string>();

    /// <summary>Query parameters that have no member in this class, by name.</summary>
    public IReadOnlyDictionary<string, TextValues> AdditionalParameters { get; init; } = new Dictionary<string, TextValues>();

    internal string ToQuery(bool isCount)
    {
        var query = new StringBuilder();
        foreach (var (name, values) in Members(isCount))
        {
            foreach (var value in values)
            {
                Append(query, name, value);
            }
        }

        if (Fresh)
        {
            Append(query, FreshnessName, FreshValue);
        }

        return query.ToString();
    }

    /// <summary>Returns the body of a search. Several values are an array.</summary>
    internal JsonObject ToBody(bool isCount, bool isSaved = false)
    {
        var body = new JsonObject();
        foreach (var (name, values) in Members(isCount))
        {
            body[name] = values is [var only] ? only : new JsonArray([.. values.Select(value => (JsonNode)value)]);
        }

        if (isSaved)
        {
            body.Remove(OffsetName);
        }

        return body;
    }

    /// <summary>Returns the parameter of a search with a body that requests fresh results.</summary>
    internal string FreshnessParameter() => Fresh ? $"?{FreshnessName}={FreshValue}" : "";

    private IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Members(bool isCount)
    {
        static KeyValuePair<string, IReadOnlyList<string>> One(string name, string value) =>
            KeyValuePair.Create<string, IReadOnlyList<string>>(name, [value]);

        var members = _parameters.Concat(
            AdditionalParameters.Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value.Values)))
            .Concat(Matches.Select(match => One($"{match.Key}.match", match.Value)));
        if (isCount)
        {
            return members;
        }

        (string Name, string? Value)[] page =
        [
            ("limit", PageSize?.ToString(CultureInfo.InvariantCulture)), (OffsetName, Offset?.ToString(CultureInfo.InvariantCulture)),
            ("total", Total ? "true" : null), ("ordering", Ordering),
        ];
        return members.Concat(page.Where(member => member.Value is not null).Select(member => One(member.Name, member.Value!)));
    }

    private protected TextValues? Values(string name) => _parameters.TryGetValue(name, out var values) ? new TextValues(values) : null;

    private protected string? Text(string name) => _parameters.TryGetValue(name, out var values) ? values[0] : null;

    private protected long? Number(string name) => Text(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private protected DateTimeOffset? Time(string name) =>
        Text(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    private protected bool? Flag(string name) => Text(name) is { } text ? bool.Parse(text) : null;

    private protected void Set(string name, TextValues? values) => Set(name, values?.Values);

    private protected void Set(string name, string? text) => Set(name, text is null ? null : [text]);

    private protected void Set(string name, long? number) => Set(name, number?.ToString(CultureInfo.InvariantCulture));

    private protected void Set(string name, bool? flag) => Set(name, flag is { } value ? (value ? "true" : "false") : null);

    private protected void Set(string name, DateTimeOffset? time) =>
        Set(name, time?.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture));

    private void Set(string name, IReadOnlyList<string>? values)
    {
        if (values is { Count: > 0 })
        {
            _parameters[name] = values;
        }
        else
        {
            _parameters.Remove(name);
        }
    }

    private static void Append(StringBuilder query, string name, string value) =>
        query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
}
