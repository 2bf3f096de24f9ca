using System.Text.Json;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Queries;

/// <summary>A clause on one field: <c>{FIELD: VALUE}</c> or <c>{FIELD: {OPTION: …}}</c>.</summary>
internal readonly struct Clause
{
    private readonly string _query;
    private readonly JsonElement _body;

    private Clause(string query, string field, JsonElement body)
    {
        _query = query;
        Field = field;
        _body = body;
    }

    public string Field { get; }

    public static Clause Read(string query, JsonElement body, params ReadOnlySpan<string> options)
    {
        var isMatch = query.StartsWith("match", StringComparison.Ordinal);
        if (body.ValueKind == JsonValueKind.Object && body.GetPropertyCount() == 0)
        {
            throw isMatch ? NoText() : NodeException.IllegalArgument("field name is null or empty");
        }

        if (body.ValueKind != JsonValueKind.Object || body.GetPropertyCount() != 1)
        {
            throw NodeException.Parsing($"[{query}] query malformed, expected one field");
        }

        var member = body.EnumerateObject().First();
        if (query == "range" && IsEmpty(member.Value))
        {
            throw NodeException.IllegalArgument("field name is null or empty");
        }

        if (member.Value.ValueKind == JsonValueKind.Array || (query == "range" && member.Value.ValueKind != JsonValueKind.Object))
        {
            throw query is "match" or "wildcard"
                ? NodeException.IllegalArgument("Expected text but found START_ARRAY")
                : NodeException.Parsing($"[{query}] query does not support [{member.Name}]");
        }

        if (member.Value.ValueKind == JsonValueKind.Object)
        {
            foreach (var option in member.Value.EnumerateObject())
            {
                if (!options.Contains(option.Name) && option.Name is not ("boost" or "_name"))
                {
                    throw NodeException.Parsing($"[{query}] query does not support [{option.Name}]");
                }

                if (option.Value.ValueKind == JsonValueKind.Null && (isMatch || query == "fuzzy"))
                {
                    throw NodeException.Parsing($"[{query}] unknown token [VALUE_NULL] after [{option.Name}]");
                }
            }
        }

        return new Clause(query, member.Name, member.Value);
    }

    /// <summary>Returns the value of the clause: the given option, or the whole body if it is not an object.</summary>
    public string Value(string option) =>
        JsonText.ScalarOf(Element(option))
        ?? throw (_query.StartsWith("match", StringComparison.Ordinal)
            ? NoText()
            : NodeException.IllegalArgument($"[{_query}] query: value cannot be null for field [{Field}]"));

    /// <summary>Returns the value of the clause as JSON.</summary>
    public JsonElement Element(string option) => _body.ValueKind == JsonValueKind.Object ? Option(option) : _body;

    /// <summary>The names of the options, in their order.</summary>
    public IEnumerable<string> Options => _body.ValueKind == JsonValueKind.Object
        ? _body.EnumerateObject().Select(option => option.Name) : [];

    public JsonElement Option(string name) =>
        _body.ValueKind == JsonValueKind.Object && _body.TryGetProperty(name, out var value) ? value : default;

    public string? Text(string option) => JsonText.ScalarOf(Option(option));

    public int Number(string option, int defaultValue) => Text(option) is null ? defaultValue : RequestValue.Int(Option(option));

    public bool Flag(string option, bool defaultValue) => Option(option).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Undefined => defaultValue,
        JsonValueKind.String => Flags.Read(option, Option(option).GetString(), defaultValue),
        _ => throw NodeException.Parsing($"[{_query}] failed to parse field [{option}]"),
    };

    private static NodeException NoText() => NodeException.Parsing("No text specified for text query");

    // Null, or an array without values.
    private static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.Null
        || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsEmpty));
}
