using System.Globalization;
using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>
/// A place in a JSON body that knows its path and gathers what is wrong below it. Reads as the Go
/// service does: member names in any case, null the same as absent.
/// </summary>
internal readonly struct BodyNode(JsonElement element, string path, BodyReading reading)
{
    public JsonElement Element => element;

    public string Path => path;

    public JsonValueKind Kind => element.ValueKind;

    /// <summary>Whether what the Go service passes over is a fault.</summary>
    public bool IsStrict => reading.IsStrict;

    public bool IsAbsent => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public void Fault(string message, string code = VqlFaultCode.InvalidQuery) => reading.Faults.Add(new VqlFault(path, message, code));

    /// <summary>The member of that name; absent when there is none. The last of several wins.</summary>
    public BodyNode Member(string name)
    {
        var found = default(JsonElement);
        if (element.ValueKind == JsonValueKind.Object && reading.Ask(path, name))
        {
            foreach (var member in element.EnumerateObject())
            {
                if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    found = member.Value;
                }
            }
        }

        return new BodyNode(found, $"{path}.{name}", reading);
    }

    /// <summary>An object's own members; none when absent, a fault when it is something else.</summary>
    public IEnumerable<(string Name, BodyNode Value)> Members()
    {
        if (!Expect(JsonValueKind.Object, "an object"))
        {
            yield break;
        }

        foreach (var member in element.EnumerateObject())
        {
            yield return (member.Name, new BodyNode(member.Value, $"{path}.{member.Name}", reading));
        }
    }

    /// <summary>An array's elements; none when absent, a fault when it is something else.</summary>
    public IEnumerable<BodyNode> Items()
    {
        if (!Expect(JsonValueKind.Array, "an array"))
        {
            yield break;
        }

        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            yield return new BodyNode(item, $"{path}[{index++}]", reading);
        }
    }

    public string? Text() => Expect(JsonValueKind.String, "a string") ? element.GetString() : null;

    public bool Flag()
    {
        if (IsAbsent || element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.ValueKind == JsonValueKind.True;
        }

        WrongType("true or false");
        return false;
    }

    public int Integer()
    {
        if (!Expect(JsonValueKind.Number, "a whole number"))
        {
            return 0;
        }

        if (element.TryGetInt32(out var number))
        {
            return number;
        }

        WrongType("a whole number");
        return 0;
    }

    /// <summary>A string, number or boolean; null with a fault for anything else.</summary>
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
                Fault($"must be a string, a number, true or false, not {Name(element.ValueKind)}");
                return null;
        }
    }

    /// <summary>Whether the value is there and of that kind; a fault when it is there and of another.</summary>
    public bool Expect(JsonValueKind kind, string expected)
    {
        if (element.ValueKind == kind)
        {
            return true;
        }

        if (!IsAbsent)
        {
            WrongType(expected);
        }

        return false;
    }

    // 1.50 and 1.5 are one number to the Go service and to Elasticsearch, also where they meet a keyword.
    private static string Shortest(string number) =>
        VqlNumber.TryParse(number, out var value) ? value.ToString("G29", CultureInfo.InvariantCulture) : number;

    private void WrongType(string expected) =>
        Fault($"must be {expected}, not {Name(element.ValueKind)}", VqlFaultCode.InvalidJson);

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
