namespace Vql.AppHost.Publishing;

/// <summary>The variables of a deployment: their descriptions, and whether they are required.</summary>
internal static class VariableCatalogue
{
    public const string TokenSecret = "JWT_SECRET_KEY";

    private const string Generate = "Letters and digits, such as from openssl rand -hex 24.";

    private static readonly Dictionary<string, Variable> Known = new Variable[]
    {
        new("POSTGRES_PASSWORD", true, $"The password of the PostgreSQL user postgres. {Generate}"),
        new("ELASTICSEARCH_PASSWORD", true, $"The password of the Elasticsearch user elastic. {Generate}"),
        new("VQLDB_CONNECTION_STRING", true, "PostgreSQL: Host=…;Port=5432;Username=…;Password=…;Database=…;SSL Mode=VerifyFull."),
        new("ELASTICSEARCH_CONNECTION_STRING", true, "Elasticsearch: https://USER:PASSWORD@HOST:PORT, the password percent-encoded."),
        new("CONNECTRA_KEY", true, $"The key that the API sends to Connectra. {Generate}"),
        new("API_KEYS", false, "The API keys of programs, NAME:ROLE:KEY, comma-separated. The API needs these, JWT_SECRET_KEY, or both."),
        new(TokenSecret, false, "The HS256 secret of bearer tokens, at least 32 bytes. The API needs this, API_KEYS, or both."),
        new("OPS_TOKEN", true, $"The token of operators for the operator's page, at least 16 characters. {Generate}"),
        new("OPS_READER_TOKEN", false, "The token of readers for the operator's page. Empty: there are no readers."),
        new(
            "OPS_API_KEY", false,
            "The key that the operator's page sends to the API, one of API_KEYS. Empty: it shows no state of the API."),
        new(
            "OPS_OIDC_AUTHORITY", false,
            "The URL of the OpenID Connect provider for the login at the operator's page. Empty: its tokens are the only login."),
        new("OPS_OIDC_CLIENT_ID", false, "The id of the operator's page at the provider. Required with OPS_OIDC_AUTHORITY."),
        new("OPS_OIDC_CLIENT_SECRET", false, "Its secret at the provider. Empty: it is a public client."),
        new("CONTACTS_WRITE_KEY", false, "The key for changes of contacts. Empty: contacts are read-only."),
        new("COMPANIES_WRITE_KEY", false, "The key for changes of companies. Empty: companies are read-only."),
    }.ToDictionary(variable => variable.Name);

    /// <summary>Returns a variable by name. A variable that is not in the catalogue is required.</summary>
    public static Variable Get(string name) => Known.GetValueOrDefault(name) ?? new Variable(name, true, "A parameter of the AppHost.");
}
