using System.Globalization;
using System.Text;

namespace Vql.Client.Requests;

/// <summary>What a list is asked for.</summary>
public abstract class Filter
{
    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly Dictionary<string, IReadOnlyList<string>> _parameters = [];

    /// <summary>Rows of a page; null for the API's usual number.</summary>
    public int? PageSize { get; init; }

    /// <summary>How many rows to leave out first; far into a list, go on from page to page instead.</summary>
    public int? Offset { get; init; }

    /// <summary>Whether pages tell how many rows there are in all.</summary>
    public bool Total { get; init; }

    /// <summary>Keys to order by, separated by commas, with <c>-</c> in front for descending; null for the newest first.</summary>
    public string? Ordering { get; init; }

    /// <summary>Whether every write up to now must be seen.</summary>
    public bool Fresh { get; init; }

    /// <summary>How the words of a filter are read (<c>words</c>, <c>exact</c>, <c>substring</c>, <c>prefix</c>), by the filter's parameter.</summary>
    public IReadOnlyDictionary<string, string> Matches { get; init; } = new Dictionary<string, string>();

    /// <summary>Parameters that have no member here.</summary>
    public IReadOnlyDictionary<string, TextValues> More { get; init; } = new Dictionary<string, TextValues>();

    internal string ToQuery(bool isCount)
    {
        var query = new StringBuilder();
        foreach (var (name, values) in _parameters.Concat(More.Select(more => KeyValuePair.Create(more.Key, more.Value.Values))))
        {
            foreach (var value in values)
            {
                Append(query, name, value);
            }
        }

        foreach (var (name, match) in Matches)
        {
            Append(query, $"{name}.match", match);
        }

        if (Fresh)
        {
            Append(query, "consistency", "fresh");
        }

        if (!isCount)
        {
            Append(query, "limit", PageSize?.ToString(CultureInfo.InvariantCulture));
            Append(query, "offset", Offset?.ToString(CultureInfo.InvariantCulture));
            Append(query, "total", Total ? "true" : null);
            Append(query, "ordering", Ordering);
        }

        return query.ToString();
    }

    private protected TextValues? Values(string name) => _parameters.TryGetValue(name, out var values) ? new TextValues(values) : null;

    private protected string? Text(string name) => _parameters.TryGetValue(name, out var values) ? values[0] : null;

    private protected long? Number(string name) => Text(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private protected DateTimeOffset? Moment(string name) => Text(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    private protected bool? Flag(string name) => Text(name) is { } text ? bool.Parse(text) : null;

    private protected void Set(string name, TextValues? values) => Set(name, values?.Values);

    private protected void Set(string name, string? text) => Set(name, text is null ? null : [text]);

    private protected void Set(string name, long? number) => Set(name, number?.ToString(CultureInfo.InvariantCulture));

    private protected void Set(string name, bool? flag) => Set(name, flag is { } yes ? (yes ? "true" : "false") : null);

    private protected void Set(string name, DateTimeOffset? moment) => Set(name, moment?.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture));

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

    private static void Append(StringBuilder query, string name, string? value)
    {
        if (value is not null)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
