using System.Text.Json;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Searching;

/// <summary>A field or a pattern in <c>fields</c> or <c>docvalue_fields</c>.</summary>
/// <param name="Pattern">The name or the pattern.</param>
/// <param name="Format">The format of dates. Null for the default.</param>
/// <param name="IncludesUnmapped">Whether members of the source that are no fields are included.</param>
internal sealed record RequestedField(PathPattern Pattern, string? Format, bool IncludesUnmapped)
{
    // The default of index.max_docvalue_fields_search.
    private const int MaxDocValueFields = 100;

    /// <summary>Reads the fields of a search. Returns an empty list if the body has no such member.</summary>
    /// <param name="body">The search request.</param>
    /// <param name="member">The member: <c>fields</c> or <c>docvalue_fields</c>.</param>
    /// <exception cref="NodeException">The fields are invalid.</exception>
    public static IReadOnlyList<RequestedField> ReadAll(JsonElement body, string member)
    {
        if (!body.TryGetProperty(member, out var fields))
        {
            return [];
        }

        if (fields.ValueKind != JsonValueKind.Array)
        {
            throw NodeException.Parsing($"Unknown key for a value in [{member}].");
        }

        return member == "docvalue_fields" && fields.GetArrayLength() > MaxDocValueFields
            ? throw NodeException.OfSearch("illegal_argument_exception",
                $"Trying to retrieve too many docvalue_fields. Must be less than or equal to: [{MaxDocValueFields}] " +
                $"but was [{fields.GetArrayLength()}].")
            : [.. fields.EnumerateArray().Select(Read)];
    }

    /// <summary>Returns the fields that the request stands for. A pattern stands for no text field if texts have no such values.</summary>
    public IEnumerable<FieldMapping> Expand(IndexMapping mapping) => Pattern.Text.Contains('*', StringComparison.Ordinal)
        ? mapping.Fields.Where(field => Pattern.Matches(field.Name))
        : mapping.Find(Pattern.Text) is { } field ? [field] : [];

    /// <summary>Returns the format of a field's dates.</summary>
    /// <exception cref="NodeException">The format is invalid, or the field has no formats.</exception>
    public DateFormat FormatOf(FieldMapping field) =>
        Format is null ? DateFormat.Of(field)
        : field.Type == FieldType.Date ? DateFormat.Read(Format)
        : throw NodeException.OfSearch("illegal_argument_exception",
            $"Field [{field.Name}] of type [{field.TypeName}] doesn't support formats.");

    private static RequestedField Read(JsonElement field)
    {
        if (field.ValueKind is JsonValueKind.String)
        {
            return new RequestedField(new PathPattern(field.GetString()!), null, IncludesUnmapped: false);
        }

        if (field.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.Parsing("[fetch_field] Expected START_OBJECT or a string but found another value");
        }

        var (name, format, includesUnmapped) = ((string?)null, (string?)null, false);
        foreach (var option in field.EnumerateObject())
        {
            switch (option.Name)
            {
                case "field" when option.Value.ValueKind == JsonValueKind.String:
                    name = option.Value.GetString();
                    break;
                case "format" when option.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null:
                    format = option.Value.GetString();
                    break;
                case "include_unmapped" when option.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    includesUnmapped = option.Value.GetBoolean();
                    break;
                default:
                    throw new NodeException(400, "x_content_parse_exception", $"[fetch_field] failed to parse field [{option.Name}]");
            }
        }

        return name is null
            ? throw NodeException.IllegalArgument("Required [field]")
            : new RequestedField(new PathPattern(name), format, includesUnmapped);
    }
}
