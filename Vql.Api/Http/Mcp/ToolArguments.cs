using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http.Mcp;

/// <summary>Reads the arguments of a tool, and collects their errors.</summary>
internal sealed class ToolArguments(IDictionary<string, JsonElement>? arguments, IReadOnlyCollection<string> known)
{
    public const string EntityName = "entity";
    public const string FiltersName = "filters";

    private readonly IDictionary<string, JsonElement> _arguments = arguments ?? new Dictionary<string, JsonElement>();

    /// <summary>The errors.</summary>
    public List<ParameterFault> Faults { get; } =
    [
        .. (arguments?.Keys ?? []).Where(name => !known.Contains(name))
            .Select(name => new ParameterFault(name, $"is not an argument of this tool{Suggestion.Of(name, known)}")),
    ];

    /// <summary>Reads the entity.</summary>
    public Entity ReadEntity()
    {
        var text = ReadText(EntityName);
        var entities = Enum.GetValues<Entity>();
        var names = entities.Select(entity => FieldCatalogue.For(entity).Table).ToList();
        if (text is not null && names.IndexOf(text) is >= 0 and var index)
        {
            return entities[index];
        }

        Fault(EntityName, $"must be {string.Join(" or ", names)}{Suggestion.Of(text ?? "", names)}");
        return default;
    }

    /// <summary>Reads the filters. Their values are validated by the route.</summary>
    public JsonObject ReadFilters(Entity entity)
    {
        var filters = FilterTable.For(entity);
        var found = ReadNode<JsonObject>(FiltersName, "must be an object") ?? [];
        foreach (var name in found.Select(member => member.Key).Where(name => filters.Find(name) is null))
        {
            Fault(
                $"{FiltersName}.{name}",
                filters.RemovedParameters.GetValueOrDefault(name) ?? $"is not a filter{Suggestion.Of(name, filters.Names)}");
        }

        return found;
    }

    /// <summary>Reads a text; null if absent.</summary>
    public string? ReadText(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Fault(name, "must be a string");
        return null;
    }

    /// <summary>Reads an integer; the default if absent.</summary>
    public int ReadInteger(string name, int defaultValue, int maximum)
    {
        if (Find(name) is not { } value)
        {
            return defaultValue;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 1 && number <= maximum)
        {
            return number;
        }

        Fault(name, $"must be a whole number between 1 and {maximum}");
        return defaultValue;
    }

    /// <summary>Reads a Boolean value; false if absent.</summary>
    public bool ReadFlag(string name)
    {
        if (Find(name) is { } value && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fault(name, "must be true or false");
        }

        return Find(name)?.ValueKind == JsonValueKind.True;
    }

    /// <summary>Reads an array or an object; null if absent.</summary>
    public TNode? ReadNode<TNode>(string name, string fault)
        where TNode : JsonNode
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        // The members of an object are read on their first use, and a name that occurs twice is an error.
        try
        {
            if (JsonNode.Parse(value.GetRawText()) is TNode node && (node is not JsonObject members || members.Count >= 0))
            {
                return node;
            }
        }
        catch (ArgumentException)
        {
            fault = "contains a name twice";
        }

        Fault(name, fault);
        return null;
    }

    /// <summary>Adds an error.</summary>
    public void Fault(string name, string message) => Faults.Add(new ParameterFault(name, message));

    private JsonElement? Find(string name) =>
        _arguments.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
