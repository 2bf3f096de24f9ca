using System.Globalization;
using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>
/// A value in a JSON body, with its path. Reads values as the Go service does: the case of member names is ignored, and null
/// means absent.
/// </summary>
internal readonly struct BodyNode(JsonElement element, string path, BodyReadContext context)
{
    public JsonElement Element => element;

    public string Path => path;

    public JsonValueKind Kind => element.ValueKind;

    /// <summary>Whether input that the Go service ignores is a fault.</summary>
    public bool IsStrict => context.IsStrict;

    public bool IsAbsent => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public void AddFault(string message, string code = VqlFaultCode.InvalidQuery) => context.Faults.Add(new VqlFault(path, message, code));

    /// <summary>
    /// Returns the member with the specified name, or an absent value if there is none. If there are several, the last one is
    /// used.
    /// </summary>
    public BodyNode Member(string name)
    {
        var value = default(JsonElement);
        if (element.ValueKind == JsonValueKind.Object && context.Register(path, name))
        {
            foreach (var member in element.EnumerateObject())
            {
                if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    value = member.Value;
                }
            }
        }

        return new BodyNode(value, $"{path}.{name}", context);
    }

    /// <summary>Returns the members of an object. An absent value has none. Any other value is a fault.</summary>
    public IEnumerable<(string Name, BodyNode Value)> Members()
    {
        if (!Expect(JsonValueKind.Object, "an object"))
        {
            yield break;
        }

        foreach (var member in element.EnumerateObject())
        {
            yield return (member.Name, new BodyNode(member.Value, $"{path}.{member.Name}", context));
        }
    }

    /// <summary>Returns the elements of an array. An absent value has none. Any other value is a fault.</summary>
    public IEnumerable<BodyNode> Items()
    {
        if (!Expect(JsonValueKind.Array, "an array"))
        {
            yield break;
        }

        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            yield return new BodyNode(item, $"{path}[{index++}]", context);
        }
    }

    public string? Text() => Expect(JsonValueKind.String, "a string") ? element.GetString() : null;

    public bool Flag()
    {
        if (IsAbsent || element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.ValueKind == JsonValueKind.True;
        }

        AddWrongType("true or false");
        return false;
    }

    /// <summary>Returns an integer. Any other value is a fault, and 0 is returned, as for an absent value.</summary>
    public int Integer() => TryInteger(out var number) ? number : 0;

    /// <summary>Returns whether the value is an integer. Any other value is a fault, unless it is absent.</summary>
    public bool TryInteger(out int number)
    {
        number = 0;
        if (!Expect(JsonValueKind.Number, "a whole number"))
        {
            return false;
        }

        if (!element.TryGetInt32(out number))
        {
            AddWrongType("a whole number");
            return false;
        }

        return true;
    }

    /// <summary>Returns a string, a number or a Boolean. Any other value is a fault, and null is returned.</summary>
    public VqlValue? Scalar()
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return VqlValue.Of(element.GetString()!);
            case JsonValueKind.Number:
                return new VqlValue(VqlValueKind.Number, Shortest(element.GetRawText()));
            case JsonValueKind.True or JsonValueKind.False:
                return new VqlValue(VqlValueKind.Boolean, element.GetRawText());
            default:
                AddFault($"must be a string, a number, true or false, not {Name(element.ValueKind)}");
                return null;
        }
    }

    /// <summary>
    /// Returns whether the value has the specified kind. A value of another kind is a fault, unless it is absent.
    /// </summary>
    public bool Expect(JsonValueKind kind, string expected)
    {
        if (element.ValueKind == kind)
        {
            return true;
        }

        if (!IsAbsent)
        {
            AddWrongType(expected);
        }

        return false;
    }

    // The Go service and Elasticsearch treat 1.50 and 1.5 as the same number, even in a keyword field.
    private static string Shortest(string number) =>
        VqlNumber.TryParse(number, out var value) ? value.ToString("G29", CultureInfo.InvariantCulture) : number;

    private void AddWrongType(string expected) =>
        AddFault($"must be {expected}, not {Name(element.ValueKind)}", VqlFaultCode.InvalidJson);

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "this number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
