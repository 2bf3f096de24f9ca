using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Storage.Buffers;

namespace Vql.Storage.Elasticsearch;

/// <summary>Creates, checks and removes indices. Its calls throw <see cref="ElasticsearchException"/> when they fail.</summary>
public sealed class IndexAdmin(ISearchTransport transport, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Exchange _exchange = new(transport, time);

    /// <summary>Whether an index or alias of that name exists.</summary>
    public async Task<bool> ExistsAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Head, $"/{index}", default, cancellationToken);
        return answer.Failure is not { Status: 404 } && Expect($"asking for {index}", answer);
    }

    /// <summary>Creates an entity's index.</summary>
    /// <param name="entity">Whose fields it has.</param>
    /// <param name="index">Its name; the entity's own unless given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was created here; false when it was there already, made by somebody at the same time perhaps.</returns>
    public Task<bool> CreateAsync(EntityFields entity, string? index = null, CancellationToken cancellationToken = default) =>
        CreateAsync(entity, index ?? entity.Index, IndexDefinition.DefaultShards, cancellationToken);

    /// <summary>Creates an entity's index of so many parts.</summary>
    /// <returns>Whether it was created here.</returns>
    public async Task<bool> CreateAsync(EntityFields entity, string index, int shards, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Put, $"/{index}", IndexDefinition.ToJson(entity, shards), cancellationToken);
        var exists = answer.Failure is { Status: 400 } failure
            && failure.Reason.Contains("resource_already_exists_exception", StringComparison.Ordinal);
        return !exists && Expect($"creating the index {index}", answer);
    }

    /// <summary>
    /// Has Elasticsearch refuse writes to an index that is not there and whose name begins so. Else it makes one and
    /// guesses its mapping.
    /// </summary>
    /// <returns>Null when it does so; else why not, such as another template for the same names.</returns>
    public async Task<ElasticsearchFailure?> ReserveAsync(string index, CancellationToken cancellationToken)
    {
        var template = Encoding.UTF8.GetBytes($$"""{"index_patterns":["{{index}}*"],"allow_auto_create":false}""");
        return (await SendAsync(HttpMethod.Put, $"/_index_template/{index}", template, cancellationToken)).Failure;
    }

    /// <summary>Deletes an index.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Delete, $"/{index}", default, cancellationToken);
        return answer.Failure is not { Kind: ElasticsearchFailureKind.IndexMissing }
            && Expect($"deleting the index {index}", answer);
    }

    /// <summary>Makes everything written so far searchable.</summary>
    public async Task RefreshAsync(string index, CancellationToken cancellationToken) =>
        Expect($"refreshing {index}", await SendAsync(HttpMethod.Post, $"/{index}/_refresh", default, cancellationToken));

    /// <summary>Changes dynamic settings, <c>{"index":{"refresh_interval":"-1"}}</c> for one.</summary>
    public async Task PutSettingsAsync(string index, ReadOnlyMemory<byte> settings, CancellationToken cancellationToken) =>
        Expect($"changing the settings of {index}", await SendAsync(HttpMethod.Put, $"/{index}/_settings", settings, cancellationToken));

    /// <summary>What the index of that name, or behind that alias, is.</summary>
    public async Task<IndexSettings> ReadSettingsAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await AskSettingsAsync(index, cancellationToken);
        return answer.Succeeded ? answer.Value : throw new ElasticsearchException($"reading the settings of {index}", answer.Failure);
    }

    /// <summary>The same where there may be none: then null.</summary>
    public async Task<IndexSettings?> FindSettingsAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await AskSettingsAsync(index, cancellationToken);
        return answer.Succeeded ? answer.Value
            : answer.Failure.Kind == ElasticsearchFailureKind.IndexMissing ? null
            : throw new ElasticsearchException($"reading the settings of {index}", answer.Failure);
    }

    /// <summary>
    /// Has a name stand for another index, in one step. An index that bears the name itself goes: the name
    /// cannot be both; one that it stood for stays.
    /// </summary>
    /// <param name="name">The name that searches use.</param>
    /// <param name="target">The index that it is to stand for.</param>
    /// <param name="current">The index that it stands for now; null when there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SwapAsync(string name, string target, string? current, CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer(1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("actions");
            if (current == name)
            {
                WriteAction(writer, "remove_index", name, null);
            }
            else if (current is not null)
            {
                WriteAction(writer, "remove", current, name);
            }

            WriteAction(writer, "add", target, name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        Expect($"pointing {name} to {target}", await SendAsync(HttpMethod.Post, "/_aliases", body.Written, cancellationToken));
    }

    /// <summary>Compares an index with what the entity needs.</summary>
    /// <returns>What differs, a sentence each; empty when searches can rely on it.</returns>
    public async Task<IReadOnlyList<string>> CheckMappingAsync(EntityFields entity, string index, CancellationToken cancellationToken)
    {
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Get, $"/{index}/_mapping"), Deadline, body => Differences(body, entity), cancellationToken);
        return answer.Succeeded ? answer.Value : throw new ElasticsearchException($"reading the mapping of {index}", answer.Failure);
    }

    /// <summary>Asks for the cluster's health.</summary>
    /// <returns>Null when it can serve, else why not.</returns>
    public async Task<ElasticsearchFailure?> CheckHealthAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Get, "/_cluster/health"), deadline, ReadStatus, cancellationToken);
        return answer.Failure
            ?? (answer.Value == "red" ? new ElasticsearchFailure(ElasticsearchFailureKind.Incomplete, "the cluster's status is red") : null);
    }

    private Task<ElasticsearchAnswer<IndexSettings>> AskSettingsAsync(string index, CancellationToken cancellationToken) =>
        _exchange.SendAsync(new TransportRequest(HttpMethod.Get, $"/{index}/_settings"), Deadline, IndexSettings.Read, cancellationToken);

    private Task<ElasticsearchAnswer<bool>> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        _exchange.SendAsync(new TransportRequest(method, path, body), Deadline, static _ => true, cancellationToken);

    private static bool Expect(string action, ElasticsearchAnswer<bool> answer) =>
        answer.Succeeded ? answer.Value : throw new ElasticsearchException(action, answer.Failure);

    private static void WriteAction(Utf8JsonWriter writer, string action, string index, string? alias)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(action);
        writer.WriteString("index", index);
        if (alias is not null)
        {
            writer.WriteString("alias", alias);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string? ReadStatus(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return JsonElement.ParseValue(ref reader).GetProperty("status").GetString();
    }

    private static List<string> Differences(ReadOnlySpan<byte> body, EntityFields entity)
    {
        var reader = new Utf8JsonReader(body);
        var differences = new List<string>();
        foreach (var index in JsonElement.ParseValue(ref reader).EnumerateObject())
        {
            var mappings = index.Value.GetProperty("mappings");
            var properties = mappings.TryGetProperty("properties", out var found) ? found : default;
            foreach (var field in entity.Fields)
            {
                if (Difference(properties, field) is { } difference)
                {
                    differences.Add($"{index.Name}: {difference}");
                }
            }
        }

        return differences;
    }

    private static string? Difference(JsonElement properties, Field field)
    {
        if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(field.Name, out var property))
        {
            return $"{field.Name} is missing";
        }

        var type = property.TryGetProperty("type", out var written) ? written.GetString() : "object";
        if (type != IndexDefinition.TypeOf(field.Kind))
        {
            return $"{field.Name} is {type}, not {IndexDefinition.TypeOf(field.Kind)}";
        }

        var hasNgrams = property.TryGetProperty("fields", out var fields) && fields.TryGetProperty(IndexDefinition.NgramSuffix[1..], out _);
        return field.Kind == FieldKind.Text && !hasNgrams ? $"{field.Name}{IndexDefinition.NgramSuffix} is missing" : null;
    }
}
