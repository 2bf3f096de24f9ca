using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Vql.Api.Answers;
using Vql.Core.Filters;

namespace Vql.Api.Requests;

/// <summary>
/// Reads a list request from a body whose members are the parameters of the list, or its errors by JSON path. Arrays contain
/// whole values; a string has the format of the parameter.
/// </summary>
internal static class FilterBody
{
    private const string Root = "$";

    // The URL of a link contains the position of its page, which takes precedence over that of the body.
    private static readonly string[] Positions = [RequestReader.Cursor, .. PageReader.Numbers];

    /// <summary>Reads a request; null if errors were added.</summary>
    public static ListRequest? Read(
        EntityFilters filters, ReadOnlyMemory<byte> body, IQueryCollection parameters, List<ParameterFault> faults)
    {
        QueryBody.RejectUnknown(parameters, QueryBody.Parameters, faults);
        var members = ReadMembers(filters, body, faults);
        return Read(filters, members, [.. parameters.Where(parameter => Positions.Contains(parameter.Key))], faults);
    }

    /// <summary>Reads a request that runs saved filters with the page in the parameters; null if errors were added.</summary>
    public static ListRequest? ReadSaved(EntityFilters filters, string saved, IQueryCollection parameters, List<ParameterFault> faults)
    {
        QueryBody.RejectUnknown(parameters, QueryBody.SavedParameters, faults);
        var members = ReadMembers(filters, Encoding.UTF8.GetBytes(saved), faults);
        return Read(
            filters, members,
            [.. parameters.Where(parameter => parameter.Key is RequestReader.Cursor or RequestReader.Explain or PageReader.Limit)], faults);
    }

    /// <summary>Returns the errors of filters to save, which have no position in the list.</summary>
    public static IReadOnlyList<ParameterFault> FaultsOfSaved(EntityFilters filters, ReadOnlyMemory<byte> saved)
    {
        var faults = new List<ParameterFault>();
        var members = ReadMembers(filters, saved, faults);
        foreach (var name in Positions.Where(members.ContainsKey))
        {
            members.Remove(name);
            faults.Add(new ParameterFault(PathOf(name), "is not saved: specify the position when you run the search"));
        }

        Read(filters, members, [], faults);
        return faults;
    }

    // The parameters of the URL take precedence over the members of the body.
    private static ListRequest? Read(
        EntityFilters filters, Dictionary<string, StringValues> members, List<KeyValuePair<string, StringValues>> parameters,
        List<ParameterFault> faults)
    {
        if (parameters.Exists(parameter => Positions.Contains(parameter.Key)))
        {
            foreach (var name in Positions)
            {
                members.Remove(name);
            }
        }

        foreach (var (name, value) in parameters)
        {
            members[name] = value;
        }

        var found = new List<ParameterFault>();
        var request = RequestReader.Read(filters, new QueryCollection(members), found, maxWholeValues: FilterConverter.MaxBodyValues);
        faults.AddRange(found.Select(fault => parameters.Exists(parameter => parameter.Key == fault.Parameter)
            ? fault
            : fault with { Parameter = PathOf(fault.Parameter) }));
        return faults.Count == 0 ? request : null;
    }

    private static Dictionary<string, StringValues> ReadMembers(
        EntityFilters filters, ReadOnlyMemory<byte> body, List<ParameterFault> faults)
    {
        var members = new Dictionary<string, StringValues>();
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new ParameterFault(Root, "must be an object whose members are filters"));
                return members;
            }

            var seen = new HashSet<string>();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!seen.Add(member.Name))
                {
                    faults.Add(new ParameterFault(PathOf(member.Name), "occurs twice"));
                }
                else if (ReadMember(filters, member.Name, member.Value, faults) is { } text)
                {
                    members.Add(member.Name, text);
                }
            }
        }
        catch (JsonException exception)
        {
            faults.Add(new ParameterFault(Root, $"the body is not valid JSON: {exception.Message}"));
        }
        catch (InvalidOperationException)
        {
            // JsonElement throws this exception for an unpaired surrogate.
            faults.Add(new ParameterFault(Root, "the body contains a string that is not valid Unicode"));
        }

        return members;
    }

    // Returns a value in the format of the parameter; null if it is absent or an error was added.
    private static string? ReadMember(EntityFilters filters, string name, JsonElement value, List<ParameterFault> faults)
    {
        var path = PathOf(name);
        if (FreshnessRequirement.Parameters.Contains(name))
        {
            faults.Add(new ParameterFault(path, "is a parameter of the URL"));
            return null;
        }

        if (filters.Find(name) is null && !RequestReader.ControlsOf(filters.Fields.Entity).Contains(name))
        {
            // The name is the only error; the reader of the parameters reports it.
            return "";
        }

        if (value.ValueKind is JsonValueKind.Array)
        {
            return ReadList(filters, name, value, faults);
        }

        if (value.ValueKind is JsonValueKind.Object)
        {
            faults.Add(new ParameterFault(path, "must be a string, a number, a Boolean value or an array, not an object"));
            return null;
        }

        return TextOf(value);
    }

    private static string? ReadList(EntityFilters filters, string name, JsonElement list, List<ParameterFault> faults)
    {
        var path = PathOf(name);
        // The name of a modifier finds its filter, which can be a list.
        var isFilter = filters.Find(name) is { IsList: true } filter && (filter.Name == name || filter.Alias == name);
        var isControl = name is ItemShape.Select or RequestReader.Ordering;
        if (!isFilter && !isControl)
        {
            faults.Add(new ParameterFault(path, "must be a single value, not an array"));
            return null;
        }

        if (list.GetArrayLength() == 0)
        {
            faults.Add(new ParameterFault(path, "is empty: specify at least one value, or remove the member"));
            return null;
        }

        var values = new List<string>();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (TextOf(item) is { } text && !string.IsNullOrWhiteSpace(text))
            {
                values.Add(text);
            }
            else
            {
                faults.Add(new ParameterFault($"{path}[{index}]", "must be a string, a number or a Boolean value, and not blank"));
            }

            index++;
        }

        return isControl ? string.Join(',', values) : JsonSerializer.Serialize(values, ApiJson.Readable.IReadOnlyListString);
    }

    // Null for null, arrays and objects.
    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    private static string PathOf(string name) => name.Length == 0 ? Root : $"{Root}.{name}";
}
