using System.Text;
using CsCheck;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api.Contract;

/// <summary>A valid or invalid request to an operation of the document.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Parameters">The parameters: location, name and value.</param>
/// <param name="Body">The request body. Null for none.</param>
internal sealed record ContractRequest(
    ApiOperation Operation, IReadOnlyList<(string In, string Name, string Value)> Parameters, string? Body)
{
    // The server rejects longer request lines before the API receives them.
    private const int MaxQueryLength = 6000;

    private static readonly Gen<string> AnyText = Gen.Frequency(
        (4, EdgeCaseText.Phrase),
        (2, EdgeCaseText.Characters),
        (3, Gen.OneOf(
            "", " ", ",", ",,,", "\0", "a\0b", "%", "\\", "a,b,c", " a , b ", "-1", "0", "null", "[\"a\"]", "\uFEFF", "😀",
            new string('x', 3000), string.Join(',', Enumerable.Range(0, 250)))));

    private static readonly Gen<string> AnyNumber = Gen.OneOf(
        "0", "1", "2", "25", "100", "10000", "10001", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "-1", "-0",
        "+1", "1.5", "1e3", " 5 ", "0x1F", "１", "", "NaN", "abc");

    private static readonly Gen<string> AnyJson = Gen.OneOf(
        "null", "true", "1e999", "-1", "0.5", "9223372036854775807", "9223372036854775808", "\"\"", "\" \"", "\"\\ud800\"", "\"a\\u0000b\"",
        "[]", "{}", "[[]]", "[null]",
        "{\"a\":1,\"a\":2}", "\"\uFFFF\"", $"\"{new string('y', 30_000)}\"",
        "[" + string.Join(',', Enumerable.Repeat("\"a\"", 2000)) + "]");

    private static readonly Gen<string> AnyName = Gen.OneOf(
        "titel", "LIMIT", "limit[]", "limit.match", "title.match", "title.fuzzy", "", " ", "\0", "__proto__", "名前", "view", "select");

    /// <summary>Generates requests to the operations.</summary>
    public static Gen<ContractRequest> Of(IReadOnlyList<ApiOperation> operations) =>
        Gen.OneOf(operations.Select(OfOne).ToArray());

    public HttpRequestMessage ToMessage()
    {
        var path = Parameters.Where(parameter => parameter.In == "path").Aggregate(
            Operation.Path,
            (path, parameter) => path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(parameter.Value), StringComparison.Ordinal));
        var query = new StringBuilder();
        foreach (var (_, name, value) in Parameters.Where(parameter => parameter.In == "query"))
        {
            var pair = $"{(query.Length == 0 ? '?' : '&')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
            if (query.Length + pair.Length < MaxQueryLength)
            {
                query.Append(pair);
            }
        }

        var message = new HttpRequestMessage(Operation.Method, path + query);
        foreach (var (_, name, value) in Parameters.Where(
            parameter => parameter.In == "header" && parameter.Value.All(letter => letter is >= ' ' and < '\u007F')))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Body is not null)
        {
            message.Content = new StringContent(Body, Encoding.UTF8, Operation.Bodies[0].Name);
        }

        return message;
    }

    public override string ToString() => $"{Operation} {string.Join(' ', Parameters)} {(Body is { Length: > 1500 } ? Body[..1500] : Body)}";

    private static Gen<ContractRequest> OfOne(ApiOperation operation)
    {
        var optional = operation.Parameters.Where(parameter => parameter.In is "query" or "header").ToList();
        var parameters = Gen.Frequency(
            (optional.Count == 0 ? 0 : 8, Gen.OneOf(optional
                .Select(parameter => ValueOf(parameter).Select(value => (parameter.In, parameter.Name, value)))
                .DefaultIfEmpty(Gen.Const(("query", "", ""))).ToArray())),
            (1, Gen.Select(AnyName, AnyText, (name, value) => ("query", name, value)))).Array[0, 5];
        var path = operation.Parameters.Where(parameter => parameter.In == "path").Select(parameter =>
            Gen.Frequency((3, Gen.OneOf(parameter.Example!, "gone")), (1, EdgeCaseText.Phrase.Where(IsSegment)))
                .Select(value => ("path", parameter.Name, value))).ToList();
        var places = path.Aggregate(
            Gen.Const(Array.Empty<(string, string, string)>()),
            (all, parameter) => Gen.Select(
                all, parameter, ((string, string, string)[] before, (string, string, string) next) => before.Append(next).ToArray()));
        return Gen.Select(
            places, parameters, BodyOf(operation), (place, some, body) => new ContractRequest(operation, [.. place, .. some], body));
    }

    // Other values would match a different route.
    private static bool IsSegment(string text) =>
        text.Trim('.', ' ').Length > 0 && !text.Contains('/') && !text.Contains('\\') && text.Length < 1000;

    private static Gen<string> ValueOf(ApiParameter parameter)
    {
        var example = Gen.Const(parameter.Example ?? "");
        if (parameter.Schema.TryGetProperty("enum", out var members))
        {
            return Gen.Frequency((4, Gen.OneOf(members.EnumerateArray().Select(member => member.ToString()).ToArray())), (1, AnyText));
        }

        return parameter.Schema.TryGetProperty("type", out var type) && type.ToString() is "integer" or "number"
            ? Gen.Frequency((1, example), (4, AnyNumber), (1, AnyText))
            : type.ToString() == "boolean" ? Gen.Frequency((4, Gen.OneOf("true", "false", "TRUE", "1", "")), (1, AnyText))
            : Gen.Frequency((2, example), (3, AnyText), (1, AnyNumber));
    }

    private static Gen<string?> BodyOf(ApiOperation operation)
    {
        if (operation.Bodies.Count == 0)
        {
            return Gen.Const((string?)null);
        }

        var example = operation.Bodies[0].Value.GetProperty("example").GetRawText();
        var colons = Enumerable.Range(0, example.Length).Where(at => example[at] == ':').ToArray();
        var deep = Gen.Int[1, 3000].Select(depth => string.Concat(Enumerable.Repeat("[", depth)));
        return Gen.Frequency<string?>(
            (2, Gen.Const<string?>(example)),
            (1, Gen.Int[0, example.Length].Select(length => (string?)example[..length])),
            (1, Gen.OneOf(AnyJson, AnyText, deep).Select(text => (string?)text)),
            (colons.Length == 0 ? 0 : 6, Gen.Select(
                Gen.Int[0, Math.Max(0, colons.Length - 1)], AnyJson, (colon, value) => (string?)Replace(example, colons, colon, value))));
    }

    private static string Replace(string body, int[] colons, int colon, string value)
    {
        var begin = colons[colon] + 1;
        var end = body.IndexOfAny([',', '}', ']'], begin);
        return body[..begin] + value + body[end..];
    }
}
