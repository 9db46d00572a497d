/** What the demo asks of the API; a test holds it against schema.graphql. */
export const CREATE_EXPERIMENT = `
  mutation CreateExperiment($definition: JSON!) {
    createExperiment(input: { definition: $definition }) {
      experiment { id name spaceSize definition }
      userErrors { field message }
    }
  }`;

export const START_SESSION = `
  mutation StartSearchSession($input: StartSearchSessionInput!) {
    startSearchSession(input: $input) {
      searchSession { id strategy maxTrials control { id strategy maxTrials } }
      userErrors { field message }
    }
  }`;

export const EVENTS = `
  subscription SearchSessionEvents($sessionId: ID!, $afterSequence: Int!) {
    searchSessionEvents(sessionId: $sessionId, afterSequence: $afterSequence) {
      __typename
      sequence
      ... on SessionStateChanged { state stopReason }
      ... on TrialStateChanged {
        trial { id number purpose state validationAccuracy reward failure cached }
      }
      ... on EpochReported { trialId epoch validationAccuracy }
      ... on PolicyUpdated { version rewardMean rewardBest baseline entropy uniqueRate }
    }
  }`;

export const RESULT = `
  query Result($sessionId: ID!, $experimentId: ID!) {
    searchSession(id: $sessionId) {
      id
      state
      error
      trialCounts { succeeded failed cancelled cached deviceSeconds }
      verdict { conclusion bestDifference meanDifference superiority pValue seeds sentence }
      winner {
        validationAccuracy
        testAccuracy
        architecture { hash description parameters flops }
        artifacts { name path bytes }
      }
      control { id state error trialCounts { succeeded failed cancelled cached deviceSeconds } }
    }
    leaderboard(experimentId: $experimentId, first: 10) {
      edges {
        rank
        node {
          validation { mean }
          architecture { hash description parameters flops }
          trial { sessionId }
        }
      }
    }
  }`;
