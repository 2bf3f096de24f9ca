using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Vql.Dashboard.Data;

/// <summary>A query of the playground in the languages of the clients.</summary>
internal static class QueryTexts
{
    private const string Ordering = "ordering";
    private const string Limit = "limit";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the command line of curl.</summary>
    /// <param name="url">The URL of the query.</param>
    /// <param name="body">The query as JSON; null for a query in the URL.</param>
    public static string Curl(Uri url, string? body) =>
        $"curl '{Quoted(url.ToString())}'{(body is null ? "" : $" \\\n  --json '{Quoted(body)}'")}";

    /// <summary>Returns C# with the client of the API, for filters.</summary>
    /// <param name="api">The address of the API.</param>
    /// <param name="isContact">Whether contacts are listed.</param>
    /// <param name="filters">The filters, as in the URL.</param>
    /// <param name="limit">The maximum number of rows.</param>
    public static string CSharp(Uri api, bool isContact, string filters, int limit)
    {
        var parameters = QueryHelpers.ParseQuery(filters);
        var text = new StringBuilder("using Vql.Client;\nusing Vql.Client.Requests;\n\n");
        text.Append(
            CultureInfo.InvariantCulture, $"using var http = new HttpClient {{ BaseAddress = new Uri({Literal(api.ToString())}) }};\n");
        text.Append("var client = new VqlApiClient(http, new VqlClientOptions());\n");
        var (method, type) = isContact ? ("ContactPageAsync", "ContactFilter") : ("CompanyPageAsync", "CompanyFilter");
        text.Append(CultureInfo.InvariantCulture, $"var page = await client.{method}(new {type}\n{{\n");
        text.Append(CultureInfo.InvariantCulture, $"    PageSize = {limit},\n");
        if (parameters.Remove(Ordering, out var ordering))
        {
            text.Append(CultureInfo.InvariantCulture, $"    Ordering = {Literal(ordering.ToString())},\n");
        }

        if (parameters.Count > 0)
        {
            text.Append("    AdditionalParameters = new Dictionary<string, TextValues>\n    {\n");
            foreach (var (name, values) in parameters)
            {
                var value = values.Count == 1
                    ? Literal(values.ToString()) : $"new({string.Join(", ", values.Select(one => Literal(one ?? "")))})";
                text.Append(CultureInfo.InvariantCulture, $"        [{Literal(name)}] = {value},\n");
            }

            text.Append("    },\n");
        }

        return text.Append("});\n").ToString();
    }

    /// <summary>Returns C# that sends a VQL query.</summary>
    /// <param name="url">The URL of the query.</param>
    /// <param name="body">The query as JSON.</param>
    public static string CSharp(Uri url, string body) => $"""
        using System.Text;

        using var http = new HttpClient();
        using var content = new StringContent({Literal(body)}, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri({Literal(url.ToString())}), content);
        """;

    /// <summary>Returns the call of the tool <c>search</c> of the Model Context Protocol, for filters.</summary>
    /// <param name="table"><c>contacts</c> or <c>companies</c>.</param>
    /// <param name="filters">The filters, as in the URL.</param>
    /// <param name="limit">The maximum number of rows.</param>
    public static string Mcp(string table, string filters, int limit)
    {
        var parameters = QueryHelpers.ParseQuery(filters);
        var arguments = new JsonObject { ["entity"] = table };
        if (parameters.Remove(Ordering, out var ordering))
        {
            arguments[Ordering] = ordering.ToString();
        }

        arguments[Limit] = limit;
        var values = new JsonObject();
        foreach (var (name, texts) in parameters)
        {
            values[name] = texts.Count == 1 ? texts.ToString() : new JsonArray([.. texts.Select(text => (JsonNode?)text)]);
        }

        arguments["filters"] = values;
        return new JsonObject { ["name"] = "search", ["arguments"] = arguments }.ToJsonString(Indented);
    }

    private static string Quoted(string text) => text.Replace("'", @"'\''", StringComparison.Ordinal);

    // The escapes of JSON are also those of C#.
    private static string Literal(string text) => JsonSerializer.Serialize(text, Indented);
}
